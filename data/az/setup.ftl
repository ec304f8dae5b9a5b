# What moderators read: settings, status, history.

## Əmrlər və seçimlər

command-january20 = 20 Yanvar 1990-cı il haqqında cavablar, hər biri mənbəyi ilə
command-calendar = buradakı növbəti anım tarixləri və təqvim faylı
command-language = burada hansı dildə danışdığım, yaxud başqa dil
command-remembrance = İllik anım: yazılar harada, nə vaxt və hansıları dərc olunsun (moderatorlar üçün)
command-remembrance-set = yazılar harada, hansı dildə, hansı saat qurşağı ilə və hansıları
command-remembrance-status = bütün yerlər: növbəti yazılar, son nəticələr, vəziyyət
command-remembrance-preview = dərc olunacaq yazının özü
command-remembrance-test = yazını indi, heç nəyə sayılmayan məşq kimi dərc edir
command-remembrance-pause = bir yerin yazılarını dayandırır
command-remembrance-resume = bir yerin yazılarını davam etdirir
command-remembrance-remove = bir yeri silir; 15 dəqiqə ərzində geri qaytarmaq olar
command-remembrance-defaults = bütün yerlər üçün ümumi dil, saat qurşağı və jurnal
command-remembrance-history = kim, nəyi, nə vaxt dəyişib və nə dərc olunub
command-remembrance-export = bu icma haqqında saxlanan hər şey, bir faylda
command-remembrance-forget = təsdiqdən sonra bunların hamısını silir
command-remembrance-chats = buradan tənzimlənən başqa qruplar və kanallar
option-post = YAZI
option-language = DİL
describe-question = 20 Yanvar 1990-cı il haqqında nə bilmək istəyirsiniz
describe-language = Cavabın dili
describe-private = Cavabı yalnız siz görəsiniz
describe-topic = Siyahıdan bir mövzu
describe-source = Siyahıdan bir mənbə
describe-channel = Kanal, mövzu və ya forum yazısı; göstərilməsə, bura
describe-chat = Başqa qrup və ya kanal: onun @adı və ya nömrəsi
describe-languages = Yazıların dili, yaxud iki dil, məsələn az+en
describe-timezone = Şəhər, ölkə və ya IANA adı
describe-eve = Bir gün əvvəl axşam: 00:00-dan 22:00-dək SS:DD, yaxud off
describe-day = 20 yanvar səhəri: 00:00-dan 22:00-dək SS:DD, yaxud off
describe-silence = Sükut dəqiqəsi: Bakı günortası, yerli günorta, yaxud off
describe-mention = Yazıların xatırladacağı yeganə rol
describe-note = Hər yazının altında öz sözünüz, ən çoxu 300 işarə
describe-publish = Elan kanalındakı yazıları yaymaq
describe-event = Sükut dəqiqəsi üçün planlaşdırılmış tədbir
describe-clear = Hansı parametr götürülsün və ya icmanınkı ilə əvəzlənsin
describe-log = Qəbzlər və xəbərdarlıqlar hara göndərilsin
describe-post = Üç yazıdan hansı
choice-post-eve = bir gün əvvəl axşam
choice-post-day = 20 yanvar səhəri
choice-post-silence = sükut dəqiqəsi
choice-silence-baku = Bakı günortası
choice-silence-local = yerli günorta
choice-silence-off = söndürülüb
choice-publish-on = açıq
choice-publish-off = söndürülüb
choice-event-on = açıq
choice-event-off = söndürülüb
choice-clear-mention = rol
choice-clear-note = öz sözünüz
choice-clear-language = dil
choice-clear-timezone = saat qurşağı
choice-clear-log = jurnal
choice-log-here = bura
choice-log-me = mənə, şəxsi yazışmaya
choice-log-off = söndürülüb
choice-language-en = ingilis
choice-language-az = Azərbaycan
choice-language-ru = rus
choice-language-tr = türk

## Əmrdə nə səhvdir

usage-missing-preview = Görmək istədiyiniz yazını yazın: eve, day və ya silence.
usage-unknown-option = /{ $command } əmrinin “{ $name }” seçimi yoxdur; heç nə dəyişmədi.
usage-unknown-option-nearest = /{ $command } əmrinin “{ $name }” seçimi yoxdur, bəlkə “{ $nearest }” demək istəyirdiniz; heç nə dəyişmədi.
usage-not-here = “{ $name }” seçimi bu platformada yoxdur; heç nə dəyişmədi.
usage-not-here-nearest = “{ $name }” seçimi bu platformada yoxdur, bəlkə “{ $nearest }” demək istəyirdiniz; heç nə dəyişmədi.
usage-twice = “{ $name }” iki dəfə verilib; bir dəfə yazın. Heç nə dəyişmədi.
usage-no-value = “{ $name }:” sözündən sonra qiymət yazın; heç nə dəyişmədi.
usage-unclosed = Dırnaq açılıb, amma bağlanmayıb; bağlayıb əmri yenidən göndərin. Heç nə dəyişmədi.
usage-stray-word = “{ $word }” sözünün nəyə aid olduğu aydın deyil; ad:qiymət şəklində yazın, boşluqlu qiyməti dırnağa alın. Heç nə dəyişmədi.
usage-bad-hour = “{ $given }” { $name } üçün uyğun saat deyil: SS:DD şəklində, 00:00-dan 22:00-dək, məsələn 09:00, yaxud off yazın. Heç nə dəyişmədi.
usage-bad-languages = Burada “{ $given }” dili yoxdur: en, az, ru və ya tr, yaxud iki fərqli dil, məsələn az+en yazın. Heç nə dəyişmədi.
usage-bad-choice = { $name } “{ $given }” ola bilməz: bunlardan birini seçin: { $choices }. Heç nə dəyişmədi.
usage-note-too-long = Sözünüz platformanın hesabı ilə { $units } işarədir (emojilərin çoxu iki sayılır); { $most } işarəyədək qısaldın. Heç nə dəyişmədi.
usage-bad-chat = “{ $given }” söhbət deyil: onun @adını və ya nömrəsini yazın. Heç nə dəyişmədi.
usage-many-zones = “{ $typed }” üçün bir neçə saat qurşağı var; şəhərin adını və ya bunlardan birini yazın: { $zones }. Heç nə dəyişmədi.
usage-no-zone = “{ $typed }” adlı yer və ya saat qurşağı tanımıram; böyük şəhərin, ölkənin adını və ya Asia/Baku kimi IANA adını yazın. Heç nə dəyişmədi.
usage-no-zone-nearest = “{ $typed }” adlı yer və ya saat qurşağı tanımıram; ən yaxınları: { $nearest }. Heç nə dəyişmədi.

## Kim edə bilər və nə alınmadı

apology = Mənim tərəfimdə xəta baş verdi, heç nə dəyişmədi; bir dəqiqədən sonra yenidən cəhd edin.
broke-off = Nasazlıq mənim tərəfimdədir, sizlik bir şey yoxdur; zəhmət olmasa, yenidən cəhd edin.
limit-reached = Bir dəqiqədə bu qədər suala cavab verə bilmirəm; bir azdan yenidən soruşun.
button-not-yours = Bu düymələr sualı verən adamındır; özünüz soruşun, sizinki də olacaq.
moderators-only = Bunu yalnız bu söhbətin administratorları edə bilər; onlardan birinə müraciət edin.
moderators-only-discord = Bunu yalnız Manage Server (serveri idarə etmək) icazəsi olan üzvlər edə bilər; onlardan birinə müraciət edin.
role-unknown = Burada administrator olub-olmadığınızı öyrənə bilmirəm; məni bu söhbətin administratoru edin və ya sonra yenidən cəhd edin. Heç nə dəyişmədi.
nowhere-to-set-up = Burada tənzimlənəcək server və ya söhbət yoxdur; əmri mənim olduğum yerdə yazın.
nothing-changed = Heç nə dəyişmədi.
chats-typed = Əmrdən sonra chat:@ad və ya chat:NÖMRƏ yazın, məsələn: /remembrance status chat:@ad.

## Yerlər və yazılar

place-here = bura
place-chat = söhbətin özü
place-topic = { $topic } nömrəli mövzu
this-channel = kanal
post-eve = Bir gün əvvəl axşam (eve)
post-day = 20 yanvar səhəri (day)
post-silence = Sükut dəqiqəsi (silence)
post-at = { $post }: { $hour }
post-moment = , sükut anı: { $hour }
post-off = { $post }: söndürülüb
post-past = { $post }: bu il vaxtı { $hour } idi və keçib, ona görə gələn il dərc olunacaq.
button-post-now = İndi dərc et: { $post }
post-now-done = { $post } indi dərc olunur: { $place }.
post-now-already = { $post } artıq dərc olunub: { $place }.
post-now-too-late = { $post }: bu il daha dərc oluna bilməz.
destination = Yer: { $place }
destinations-are = Yazılar bu yerlərdə qurulub:
no-destination = Burada yazı qurulmayıb: { $place }. Heç nə dəyişmədi.
no-destinations = Hələ heç yerdə yazı qurulmayıb; bunu /remembrance set edir.
no-such-place = Belə yer görmürəm: { $place }. Gördüyüm yeri seçin; heç nə dəyişmədi.
unfit-place = Orada paylaşım yerləşdirmək olmur: { $place }. Mətn və ya elan kanalı, mövzu və ya forum paylaşımı seçin; heç nə dəyişmədi.
mention-everyone = Hamını çağırmaq olmaz; bunu istəyən üzvlərin rolunu seçin. Heç nə dəyişmədi.
zone-unchosen = Saat qurşağını hələ heç kim seçməyib, ona görə Bakı vaxtı götürülür; timezone ilə seçin, məsələn timezone:Berlin.
silence-at-night = Sükut dəqiqəsi sizdə gecəyə düşür; silence:local seçilsə, olduğunuz yerin günortasında tutulacaq.

## Nə qurulub

set-done = Yadda saxlandı: { $place }
setting-language = Dil: { $languages }
setting-zone = Saat qurşağı: { $zone }
setting-mention = Çağırılan rol: { $place }
setting-note = Öz sözünüz: { $place }
setting-publish = İzləyən kanallara yayılır
setting-event = Sükut dəqiqəsi üçün planlaşdırılmış tədbirlə
defaults-done = Yadda saxlandı; öz parametri olmayan bütün yerlər buna uyur.
defaults-heading = İcmanın öz parametrləri
default-language = Dil: { $languages }
default-language-unchosen = Dil: { $languages } (hələ seçilməyib)
default-zone = Saat qurşağı: { $zone }
default-zone-unchosen = Saat qurşağı: { $zone } (hələ seçilməyib)
default-log = Qəbzlər və xəbərdarlıqlar: { $place }
default-log-me = Qəbzlər və xəbərdarlıqlar: sizə, şəxsi yazışmada
default-log-off = Qəbzlər və xəbərdarlıqlar: söndürülüb (almaq üçün log seçin)
log-me-nameless = Burada adsız yazdığınız üçün kimə yazacağımı bilmirəm; log:here seçin. Heç nə dəyişmədi.
language-own = Sizinlə bu dildə danışıram: { $language }; dəyişmək üçün /language en, az, ru və ya tr yazın.
language-here = Burada bu dildə danışıram: { $language }; administrator onu /language en, az, ru və ya tr ilə dəyişir.
language-own-done = Bundan sonra sizinlə bu dildə danışacağam: { $language }.
language-here-done = Bundan sonra burada bu dildə danışacağam: { $language }.

## İcazələr

right-view = kanalı görmək (View Channel)
right-send = mesaj göndərmək (Send Messages)
right-send-in-threads = mövzularda mesaj göndərmək (Send Messages in Threads)
right-embed = keçid əlavə etmək (Embed Links)
right-attach = fayl əlavə etmək (Attach Files)
right-mention = rolları çağırmaq (Mention everyone, here and All Roles)
right-history = mesaj tarixçəsini oxumaq (Read Message History)
right-create-events = tədbir yaratmaq (Create Events)
right-unlock = bu kilidli mövzuda yazmaq
rights-missing-discord = Orada çatmır: { $rights }. Kanalın parametrlərində, Permissions (icazələr) bölməsində verin.
rights-missing-server = Serverdə çatmır: { $rights }. Serverin parametrlərində, Roles (rollar) bölməsində verin.
rights-missing-telegram = Orada çatmır: { $rights }. Söhbətin parametrlərində, Administratorlar və ya İcazələr bölməsində verin.
rights-plain = O vaxta qədər yazılar yenə çıxacaq, amma sadə mətnlə.
rights-no-picture = O vaxta qədər yazılar yenə çıxacaq, amma şəkilsiz.
rights-no-event = O vaxta qədər planlaşdırılmış tədbir olmayacaq; yazılar yenə çıxacaq.
role-deaf = Seçilmiş rolu çağırmaq olmur və ya o daha yoxdur; çağırılmasına icazə verin və ya başqasını seçin.
publish-elsewhere = Yalnız elan kanalındakı yazıları yaymaq olar; bu, elan kanalı deyil.
gone-deleted = Yer silinib.
gone-removed = Oradan çıxarılmışam.
gone-deactivated = Hesab daha mövcud deyil.
gone-perhaps = Platforma belə yer tanımır; hələ orada olub-olmadığını yoxlayın.
topic-lost = Mövzu bağlanıb və ya silinib; yenidən açılana qədər yazılar söhbətin özünə gedir.
send-limited = Platforma { $seconds } saniyə gözləməyi xahiş edir; sonra yenidən cəhd edin.
send-unknown = Platforma cavab vermədi, mesaj orada ola da bilər, olmaya da; yenidən cəhd etməzdən əvvəl baxın.
send-refused = Platforma bunu qəbul etmədi; bir dəqiqədən sonra yenidən cəhd edin.

## Önbaxış, məşq, fasilə

preview-of = { $post }, dərc olunacağı şəkildə: { $place }
test-done = Məşq dərc olundu: { $place }. O, heç nəyə sayılmır.
test-failed = Məşq dərc oluna bilmədi: { $place }.
button-see = Göstər
pause-done = Dayandırıldı: { $place }. /remembrance resume yazılanadək orada heç nə dərc olunmur.
resume-done = Davam edir: { $place }
resume-all-done = Hər şey qurulduğu kimi davam edir.
remove-done = Silindi: { $place }. Orada daha heç nə dərc olunmur; 15 dəqiqə ərzində geri qaytarmaq olar.
remove-event = Sükut dəqiqəsi üçün planlaşdırılmış tədbiri də silinir.
undo-done = Əvvəlki kimidir: { $place }
undo-too-late = 15 dəqiqə keçib, geri qaytarmaq olmur; /remembrance set yenidən qurur.
button-undo = Geri qaytar
button-resume = Davam etdir

## Vəziyyət və tarixçə

status-heading = Bu icmada anım
status-held = Operator hələlik saxlayır: { $posts }.
status-paused = Bu vaxtdan dayandırılıb: { $since }
health-unseen = Hələ baxılmayıb
health-good = Qaydasındadır (son baxış: { $at })
health-bad = Tapılan nasazlıq: { $found } (son baxış: { $at })
result-planned = { $post } { $year }: vaxtı { $at }
result-sending = { $post } { $year }: göndərilir
result-waiting = { $post } { $year }: hələ qəbul olunmayıb ({ $reason }), yenidən cəhd edilir
result-sent = { $post } { $year }: dərc olunub, { $at }
result-missed = { $post } { $year }: ötürülüb, vaxtı bitib ({ $reason })
result-failed = { $post } { $year }: dərc olunmayıb, yer yoxdur ({ $reason })
result-cancelled = { $post } { $year }: dərc olunmayıb ({ $reason })
result-uncertain = ; bir hissəsi iki dəfə çıxmış ola bilər
reason-paused = vaxtı gələndə dayandırılmışdı
reason-removed = yer silinib
reason-off = söndürülüb
reason-rescheduled = vaxtı dəyişdirilib
reason-forgotten = silinib
reason-down = proqram o vaxt işləmirdi
reason-forbidden = icazə çatmır
untold-heading = Hələ heç kimə deyilməyib
history-changes = Kim nəyi dəyişib
history-none = Hələ heç nə dəyişdirilməyib.
history-posts = Nə dərc olunub
history-none-posted = Hələ heç nə dərc olunmayıb.
action-set = qurulub
action-defaults = icmanın parametrləri
action-language = dil
action-pause = dayandırılıb
action-resume = davam etdirilib
action-remove = silinib
action-undo = geri qaytarılıb
action-post-now = dərhal dərc olunub
actor-you = siz
actor-anonymous = adsız administrator
actor-program = proqram
aside-done = Şəxslərə aid olduğu üçün bunu sizə şəxsi yazışmada göndərdim.
aside-closed = Bu, şəxslərə aiddir və yalnız şəxsi yazışmada göstərilir: düymə ilə onu açın.
goes-on-in-private = Bunun davamı şəxsi yazışmadadır: düymə ilə onu açın.
button-private = Şəxsi yazışmanı aç

## Çıxarış və silmə

export-done = Bu icma haqqında saxlanan hər şey, adsız, yalnız nömrələrlə.
nothing-stored = Bu icma haqqında heç nə saxlanmır.
forget-asks = { $count ->
    [one] Bu, icma haqqında saxlanan hər şeyi silir: parametrləri, { $count } yeri və bütün tarixçəni. Geri qaytarmaq olmayacaq.
   *[other] Bu, icma haqqında saxlanan hər şeyi silir: parametrləri, { $count } yeri və bütün tarixçəni. Geri qaytarmaq olmayacaq.
}
button-forget = Hamısını sil
forget-done = Bu icma haqqında hər şey verilənlər bazasından silindi; yalnız yazıların adsız sayı qalır. Operatorun əvvəllər çıxardığı ehtiyat nüsxələr o silənədək qalır.
forget-event-gone = Sükut dəqiqəsi üçün planlaşdırılmış tədbir də serverdən silindi.
forget-event-stays = Sükut dəqiqəsi üçün planlaşdırılmış tədbir hələ serverdə qalır: { $detail } Onu əl ilə silin; botun ondan daha xəbəri yoxdur.
forget-copies = { $count ->
    [one] Yeniləmədən əvvəlki { $count } nüsxədə bu hələ var; o, yaradıldıqdan 30 gün sonra silinir.
   *[other] Yeniləmələrdən əvvəlki { $count } nüsxədə bu hələ var; onlar yaradıldıqdan 30 gün sonra silinir.
}

## Təqvim, salam, menyu

calendar-heading = Növbəti tarixlər, { $zone }
calendar-baku = Saatlar Bakı vaxtı ilədir, çünki burada saat qurşağı seçilməyib.
greeting-discord = 20 Yanvar 1990-cı il haqqında suallara mənbələrlə cavab verirəm (/january20 ask) və ildə bir dəfə anım yazıları dərc edirəm: harada olacağını moderator /remembrance set ilə deyir.
greeting-group = 20 Yanvar 1990-cı il haqqında suallara mənbələrlə cavab verirəm (/ask) və administrator burada qursa, ildə bir dəfə anım yazıları dərc edirəm.
greeting-channel = { $title } kanalına əlavə olundum. Qursanız, orada ildə bir dəfə 20 Yanvarın anım yazılarını dərc edəcəyəm.
back-paused = Qayıtdım; hər şey qurulduğu kimidir, amma moderator davam etdirənədək dayandırılıb.
button-set-up = Qur
about-contact = Səhvlər və məxfilik haqqında: { $contact }
about-language-discord = Hər əmrdə dil seçmək olar; serverin yazıları və cavabları /remembrance defaults ilə seçilən dilə uyur.
menu-heading = Anım
menu-typed = Hamısını yazmaqla da etmək olar, məsələn: /remembrance set language:az+en timezone:Berlin eve:19:00
menu-set = Burada qur
menu-status = Vəziyyət
menu-preview = Önbaxış
menu-test = Məşq
menu-pause = Dayandır
menu-resume = Davam etdir
menu-history = Tarixçə
menu-export = Çıxarış
menu-forget = Hamısını sil
