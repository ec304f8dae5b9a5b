# Yalnız Telegram-da deyilənlər.

telegram-description =
    1990-cı ilin 20 Yanvarının xatirəsinə: həmin gecə sovet qoşunları Bakıya girdi və insanlar öldürüldü.

    Azərbaycan, ingilis, rus və ya türk dilində soruşun: hər cavabın mənbəyi göstərilir, mənbələrin fərqləndiyi yerlər də bildirilir. Qruplarda və kanallarda hər il anım günü paylaşımlarını da göndərir. Suallarınız saxlanılmır.
telegram-short-description = Bakıda 20 Yanvar 1990 haqqında dörd dildə, mənbəli cavablar
inline-elsewhere = Mənbəli cavab yoxdur: məndən şəxsi yazışmada soruşun
invite-question = Sualınızı bu mesaja cavab olaraq yazın. Məsələn:
