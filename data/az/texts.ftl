# Botun öz sözləri Azərbaycan dilində. Hadisələr haqqında fikirlər burada deyil:
# onlar hər biri mənbəyi ilə birlikdə verilən faktlardır.

## Tarixlər

month = { $month ->
    [1] yanvar
    [2] fevral
    [3] mart
    [4] aprel
    [5] may
    [6] iyun
    [7] iyul
    [8] avqust
    [9] sentyabr
    [10] oktyabr
    [11] noyabr
   *[12] dekabr
}
date-year = { $year }
date-month = { month } { $year }
date-day = { $day } { month } { $year }
date-hour = { $day } { month } { $year }, { $hour }
undated = tarixsiz
thousands-separator = { "\u00A0" }

## İstinadlar

seen-second-hand = birbaşa görülməyib, sitat gətirən mənbə: { $via }
seen-second-hand-only = birbaşa görülməyib
seen-pointer = başqa mənbələrə yönləndirir, özü sübut deyil
seen-copy = surəti görülüb: { $via }
kind-investigation = araşdırma hesabatı
kind-scholarship = elmi-publisistik kitab
kind-press = dövrün mətbuatı
kind-news = xəbər
kind-official = rəsmi mətn
kind-opinion = müəllif məqaləsi
kind-essay = esse
kind-statement = bəyanat
kind-law = hüquqi sənəd
kind-speech = çıxış
kind-encyclopaedia = ensiklopediya
kind-reference = məlumat səhifəsi
kind-interview = müsahibə
kind-witness = şahid ifadəsi

## İmtinalar

refusal-unsourced = Bu suala cavab verən mənbəm yoxdur, təxmin də etməyəcəyəm.
refusal-greeting = Salam. Mən 1990-cı il yanvarın 19-dan 20-nə keçən gecə Bakıda baş verənlər haqqında suallara mənbə göstərərək cavab verirəm. Sualınızı yazın.
refusal-thanks = Sağ olun. Həlak olanların xatirəsi əziz tutulsun.
refusal-farewell = Sağ olun, salamat qalın.
refusal-insult = Yenə də kömək etmək istərdim: 20 Yanvar 1990-cı il haqqında soruşun, mənbələrlə cavab verim.
refusal-provocation = Mən buna qoşulmuram. Mənbələrin 20 Yanvar 1990-cı il haqqında dediklərini çatdırıram və heç bir xalqın əleyhinə danışmıram.
refusal-instruction = Mən yalnız 20 Yanvar 1990-cı il haqqında suallara, öz mənbələrimə əsasən cavab verirəm.
refusal-identity = Mən 20 Yanvar 1990-cı ilin xatirəsinə həsr olunmuş proqramam: suallara istinadla cavab verir, mənbələrin harada fərqləndiyini göstərirəm. Ətraflı: /about.
suggestions = Cavab verə bildiyim yaxın suallar:

## Səhifələr və düymələr

page = Səhifə { $page }/{ $pages }
page-next = Növbəti səhifə
page-previous = Əvvəlki səhifə
button-stale = Bu düymənin apardığı mətn artıq yoxdur; yenidən soruşun.
console-welcome = january20: 20 Yanvar 1990-cı il haqqında mənbəli cavablar. Sualınızı Azərbaycan, ingilis, rus və ya türk dilində yazın; siyahıdan seçmək üçün rəqəm yazın; /help əmrləri göstərir; Ctrl-D ilə çıxılır.

## Əmrlər

commands-heading = Əmrlər
command-ask = mənbəli cavab
command-topic = mövzu üzrə faktlar, səhifə-səhifə
command-timeline = nə, nə vaxt baş verib
command-figures = hər rəqəm və onu kimin verdiyi
command-sources = mənbələr və hər birinə nəyin əsaslandığı
command-about = bu nədir, nəyi saxlayır, kimin mətnlərindən istifadə edir
option-question = SUAL
option-topic = MÖVZU
option-source = MƏNBƏ
about-heading = 20 Yanvar 1990-cı ilin xatirəsinə
about-what = 1990-cı il yanvarın 19-dan 20-nə keçən gecə sovet qoşunlarının Bakıya girməsi və insanların həlak olması haqqında suallara cavab verən proqram.
about-how = Mənbəsiz heç nə demir. Mənbələr fərqlənəndə hər rəqəmi onu verənin adı ilə göstərir; mübahisəli olanı yalnız “filankəsə görə” şəklində çatdırır. { $sources } mənbədən { $facts } fakt bilir, cavabı olmayanda bunu deyir.
about-stores = Suallarınız cavablandırıldıqdan sonra saxlanılmır. Server və ya çat haqqında ilk ayardan etibarən bunlar saxlanılır: identifikatorlar, ayarlar, onları kimin dəyişdiyi və nələrin paylaşıldığı. Dəyişikliklər və paylaşımlar 24 ay qalır, sonra yalnız sayları qalır. Moderatorlar bunların hamısını /remembrance export ilə görür, /remembrance forget ilə silir; bot çıxarılandan 30 gün sonra hamısı özü silinir.
about-texts = Faktlar /sources siyahısındakı əsərlərdən götürülüb; cümlələr proqramın özünündür. Birbaşa görülməyən mənbə istinadda belə də qeyd olunur.
about-language = Hər əmrin ilk sözü dil ola bilər: lang:az, lang:en, lang:ru, lang:tr.

topics-heading = Mövzular
timeline-heading = Nə, nə vaxt baş verib (saatlar Bakı vaxtı ilədir)
figures-heading = Rəqəmlər və onları kim verir
sources-heading = Mənbələr
source-carries = { $count ->
    [one] Ona { $count } fakt əsaslanır:
   *[other] Ona { $count } fakt əsaslanır:
}
unknown-topic = “{ $typed }” adlı mövzu yoxdur; bunlardan birini seçin:
unknown-topic-nearest = “{ $typed }” adlı mövzu yoxdur. Bəlkə “{ $nearest }” demək istəyirdiniz? Bunlardan birini seçin:
unknown-source = “{ $typed }” adı ilə tək bir mənbə yoxdur; bunlardan birini seçin:

usage-unknown-command = /{ $name } adlı əmr yoxdur; hamısını /help göstərir.
usage-unknown-command-nearest = /{ $name } adlı əmr yoxdur; bəlkə /{ $nearest } demək istəyirdiniz?
usage-unknown-language = Burada “{ $tag }” dili yoxdur; lang: yazıb bunlardan birini əlavə edin: { $known }.
usage-missing-ask = Sualınızı /ask sözündən sonra yazın.
usage-superfluous = /{ $command } dildən başqa heç nə qəbul etmir, məsələn: lang:az.
usage-too-long = Bu, oxuya bildiyim { $most } işarədən uzundur; daha qısa soruşun.

## Mövzular

topic-names = Adlar və tarixlər
topic-background = Hadisəyə aparan yol
topic-emergency = Fövqəladə vəziyyət və informasiya blokadası
topic-forces = Qoşunlar və əmrlər
topic-night = Həmin gecə
topic-casualties = Həlak olanlar, yaralananlar, itkin düşənlər
topic-arrests = Həbslər
topic-damage = Dağıntı
topic-response = Moskvada etiraz
topic-mourning = Dəfn
topic-parliament = Parlament, 1990-cı il yanvar
topic-legal = Hüquqi və siyasi qiymət
topic-memorial = Şəhidlər xiyabanı
topic-commemoration = Necə yad edilir
topic-visits = Ziyarətlər
topic-practical = Praktik məlumat və mənbələr
topic-meaning = Əhəmiyyəti
topic-statements = Bəyanatlar
topic-aftermath = Sonrakı hadisələr

## Rəqəmlər

bound-more-than = { $value } rəqəmindən çox
bound-at-least = ən azı { $value }
bound-about = təxminən { $value }
bound-nearly = { $value } rəqəminə yaxın
bound-up-to = ən çoxu { $value }
unit-killed = Öldürülənlər
unit-soldiers-killed = Həlak olan əsgərlər
unit-armenians-killed = Poqromda öldürülən ermənilər
unit-fatally-injured = Ölümcül yaralananlar
unit-injured = Yaralananlar
unit-soldiers-injured = Yaralanan əsgərlər
unit-missing = İtkin düşənlər
unit-arrested = Həbs edilənlər
unit-transferred = Başqa yerlərin həbsxanalarına göndərilənlər
unit-martyrs = Şəhid kimi tanınanlar
unit-buried = Dəfn edilənlər
unit-graves = Qəbirlər
unit-troops = Qoşun
unit-reinforcements = Əlavə qüvvələr
unit-homes = Evlər
unit-vehicles = Nəqliyyat vasitələri
unit-mourners = Dəfnə gələnlər
unit-residents = Əhali
unit-displaced = Qovulanlar
unit-years = İllər
unit-months = Aylar
unit-days = Günlər
unit-hours = Saatlar
unit-kilometres = Kilometr
unit-miles = Mil
unit-volumes = İşin cildləri
unit-places = Yerlər
unit-ethnic-groups = Etnik qruplar

## Yazılar

anniversary = { NUMBER($years, type: "ordinal") ->
    [one] { $years }-ci ildönümü
    [few] { $years }-cü ildönümü
    [many] { $years }-cı ildönümü
   *[other] { $years }-cu ildönümü
}
post-title-eve = Sabah 20 yanvardır: { anniversary }
post-title-day = 20 Yanvar: { anniversary }
post-title-silence = Sükut dəqiqəsi, 20 yanvar { $year }
post-rehearsal = MƏŞQ. Bu, yalnız sınaqdır; əsl yazı öz vaxtında gələcək.
post-note = Bu icmanın öz sözü:
date-day-only = { $day } { month }
