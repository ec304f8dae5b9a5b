# What moderators are told of posts: receipts and warnings.

notice-receipt = Yerləşdirildi: { $post } { $year }, { $place }
notice-missed = Yerləşdirilmədi: { $post } { $year }, { $place }; vaxtı bitdi ({ $detail }).
notice-uncertain = { $post } { $year }, { $place }: platformanın cavabı itdi və paylaşım yenidən göndərildi, ona görə bir hissəsi iki dəfə görünə bilər; baxın, təkrar varsa, birini silin.
notice-assumed = { $post } { $year }, { $place }: platformanın cavabları itdi, ona görə göndərilmiş sayılır; yerində olub-olmadığına baxın.
notice-unwell = { $place }: paylaşımlar üçün bunlar çatışmır: { $detail }. İcazə verin; gözləyən paylaşımlar onda göndəriləcək.
notice-gone = { $place }: { $detail } Ora daha heç nə göndərilmir; /remembrance set ilə başqa yer seçin.
notice-refused = { $post } { $year }, { $place }: platforma səbəbini bildirmədən rədd edir; vaxtı bitənədək yenidən cəhd olunur.
notice-topic-lost = { $place }: mövzu bağlanıb və ya silinib, ona görə bu ilin paylaşımları çatın özünə göndərilir; mövzunu yenidən açın və ya başqa yer seçin.
notice-unpublished = { $post } { $year }, { $place }: göndərildi, amma dərc edilə bilmədi; əl ilə dərc edin.
notice-no-event = { $place }: sükut dəqiqəsi üçün tədbir yaradıla bilmədi: { $detail } Altı saatdan bir yenidən cəhd edilir.
notice-event-stays = { $place }: sükut dəqiqəsi üçün tədbir daha lazım deyil, amma silinə bilmədi: { $detail } Altı saatdan bir yenidən cəhd edilir; onu əl ilə də silmək olar.
notice-chat = { $chat } çatı haqqında

## Why a post was not sent

reason-late = vaxtında göndərilə bilmədi
reason-limited = platforma vaxtından uzun gözləməyi tələb etdi
reason-held = operator saxladı
reason-unknown = göndərilib-göndərilmədiyi məlum deyil; ora baxın
reason-outage = platforma ilə əlaqə yox idi
reason-refused = platforma rədd etdi
reason-form = platforma formasını rədd etdi
reason-token = platforma botun tokenini rədd etdi
reason-since-backup = operator ehtiyat nüsxənin bərpasından əvvəl göndərilib-göndərilmədiyini bildirmədi
reason-topic-lost = mövzusu bağlıdır, eyni paylaşım isə çatın özündədir
reason-perhaps-gone = platforma belə bir yer tanımır

## What a look may find

health-deaf-role = seçilmiş rola bildiriş göndərmək olmur və ya o rol artıq yoxdur

## The scheduled event on Discord

event-name = Sükut dəqiqəsi, 20 yanvar { $year }
event-description = 20 Yanvar 1990-cı ilin xatirəsinə sükut dəqiqəsi, saat { $hour }.
event-location = Olduğunuz yerdə

## Why it was not made or not removed

event-fault-create-events = botun tədbir yaratmaq icazəsi yoxdur; «tədbir yaratmaq» (Create Events) icazəsini verin.
event-fault-full = serverdə Discord-un icazə verdiyi qədər tədbir var; lazım olmayan birini silin.
event-fault-access = Discord botu bu serverə buraxmır; botun hələ serverdə olub-olmadığına baxın.
event-fault-outage = Discord cavab vermədi.
event-fault-refused = Discord bunu rədd edir və bota məlum olan səbəb göstərmir.
