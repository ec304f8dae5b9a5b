# What moderators are told of posts: receipts and warnings.

notice-receipt = Paylaşıldı: { $post } { $year }, { $place }
notice-missed = Paylaşılmadı: { $post } { $year }, { $place }; süresi doldu ({ $detail }).
notice-uncertain = { $post } { $year }, { $place }: platformun yanıtı kayboldu ve gönderi yeniden gönderildi, bu yüzden bir bölümü iki kez görünebilir; bakın, yinelenmişse birini silin.
notice-assumed = { $post } { $year }, { $place }: platformun yanıtları kayboldu, bu yüzden gönderilmiş sayılıyor; yerinde olup olmadığına bakın.
notice-unwell = { $place }: gönderiler için şunlar eksik: { $detail }. İzin verin; bekleyen gönderiler o zaman paylaşılır.
notice-gone = { $place }: { $detail } Oraya artık hiçbir şey gönderilmiyor; /remembrance set ile başka bir yer seçin.
notice-refused = { $post } { $year }, { $place }: platform bilinen bir neden göstermeden reddediyor; süresi dolana kadar yeniden deneniyor.
notice-topic-lost = { $place }: konu kapatılmış veya silinmiş, bu yüzden bu yılın gönderileri sohbetin kendisine gidiyor; konuyu yeniden açın veya başka bir yer seçin.
notice-unpublished = { $post } { $year }, { $place }: gönderildi ama yayımlanamadı; elle yayımlayın.
notice-no-event = { $place }: saygı duruşu için etkinlik oluşturulamadı: { $detail } Altı saatte bir yeniden denenir.
notice-event-stays = { $place }: saygı duruşu için etkinliğe artık gerek yok, ama kaldırılamadı: { $detail } Altı saatte bir yeniden denenir; elle de silinebilir.
notice-chat = { $chat } sohbeti hakkında

## Why a post was not sent

reason-late = zamanında gönderilemedi
reason-limited = platform, süresinden daha uzun beklenmesini istedi
reason-held = işletmeci bekletti
reason-unknown = gönderilip gönderilmediği bilinmiyor; oraya bakın
reason-outage = platforma ulaşılamadı
reason-refused = platform reddetti
reason-form = platform biçimini reddetti
reason-token = platform botun anahtarını reddetti
reason-since-backup = işletmeci, yedek geri yüklenmeden önce gönderilip gönderilmediğini bildirmedi
reason-topic-lost = konusu kapalı, aynı gönderi ise sohbetin kendisinde duruyor
reason-perhaps-gone = platform böyle bir yer tanımıyor

## What a look may find

health-deaf-role = seçilen role bildirim gönderilemiyor ya da rol artık yok

## The scheduled event on Discord

event-name = Saygı duruşu, 20 Ocak { $year }
event-description = 20 Ocak 1990'ın anısına saygı duruşu, saat { $hour }.
event-location = Bulunduğunuz yerde

## Why it was not made or not removed

event-fault-create-events = botun etkinlik oluşturma izni yok; Etkinlik Oluştur iznini verin.
event-fault-full = sunucuda Discord'un izin verdiği kadar etkinlik var; artık gerekmeyen birini silin.
event-fault-access = Discord botu sunucuya almıyor; botun hâlâ üye olup olmadığına bakın.
event-fault-outage = Discord yanıt vermedi.
event-fault-refused = Discord bunu reddediyor ve botun bildiği bir neden göstermiyor.
