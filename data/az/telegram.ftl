# Yalnız Telegram-da deyilənlər.

telegram-description =
    1990-cı ilin 20 Yanvarının xatirəsinə: həmin gecə sovet qoşunları Bakıya girdi və insanlar öldürüldü.

    Azərbaycan, ingilis, rus və ya türk dilində soruşun: hər cavabın mənbəyi göstərilir, mənbələrin fərqləndiyi yerlər də bildirilir. Qruplarda və kanallarda hər il anım günü paylaşımlarını da göndərir. Suallarınız cavablandırıldıqdan sonra saxlanılmır.
telegram-short-description = Bakıda 20 Yanvar 1990 haqqında dörd dildə, mənbəli cavablar
inline-elsewhere = Mənbəli cavab yoxdur: məndən şəxsi yazışmada soruşun
invite-question = Sualınızı bu mesaja cavab olaraq yazın. Məsələn:

## Menyu

menu-nothing-here = Hələ heç nə qurulmayıb: { $place }. Birinci düymə hər şeyi adi qaydada qurur, sonrakılar isə sizin seçiminizlə.
menu-paused = Dayandırılıb: davam etdirilənədək heç nə paylaşılmır.
menu-language = Dil
menu-zone = Saat qurşağı
menu-hours = Paylaşımlar və saatlar
menu-silence = Sükut dəqiqəsi
menu-topic = Mövzular
menu-remove = Buradan çıxar
menu-chats = Başqa qruplar və kanallar
menu-back = Menyuya qayıt
menu-language-asks = Paylaşımlar hansı dildə olsun? İki dil seçilsə, mətnlər bir-birinin ardınca gəlir.
menu-zone-asks = Oxucularınız dünyanın hansı hissəsindədir?
menu-city-asks = Onların saatı hansı şəhərin saatıdır?
menu-zone-typed = Şəhər və ya ölkə yazmaq
menu-zone-invites = Şəhərin və ya ölkənin adını bu mesaja cavab olaraq yazın.
menu-hours-asks = Paylaşımlar oxucularınızın saatı ilə nə vaxt gəlsin? Başqa saatı yaza bilərsiniz: /remembrance set eve:19:30
menu-silence-asks = Sükut dəqiqəsi hansı yerin günortasında saxlanılsın?
menu-topic-tells = Qrupun hər mövzusu ayrıca qurulur: paylaşımların gəlməli olduğu mövzuda /remembrance göndərin.
region-europe = Avropa
region-asia = Asiya
region-america = Amerika
region-africa = Afrika
region-australia = Avstraliya
region-pacific = Sakit okean
region-atlantic = Atlantik okeanı
region-indian = Hind okeanı
region-antarctica = Antarktida

## Başqa qruplar və kanallar

chats-none = Hələ heç bir başqa qrup və ya kanal qurmamısınız.
chats-known = Qurduğunuz qruplar və kanallar:
chats-choose = Olduğum başqa qrup və ya kanal üçün onu mətn sahəsinin altındakı düymələrlə seçin.
chats-choose-group = Qrup seçmək
chats-choose-channel = Kanal seçmək
chats-private = Başqa qruplar və kanallar şəxsi yazışmamızda qurulur: orada /remembrance chats göndərin.
