# What moderators read: settings, status, history.

## Komutlar ve seçenekler

command-january20 = 20 Ocak 1990 hakkında yanıtlar, her biri kaynağıyla
command-calendar = buradaki sıradaki anma tarihleri ve bir takvim dosyası
command-language = burada hangi dili konuştuğum ya da başka bir dil
command-remembrance = Yıllık anma: nerede, ne zaman ve hangi gönderiler (moderatörler için)
command-remembrance-set = nerede, hangi dilde ve saat diliminde, hangi gönderiler
command-remembrance-status = bütün yerler: sıradaki gönderiler, son sonuçlar, durum
command-remembrance-preview = gönderinin tam olarak kendisi
command-remembrance-test = gönderiyi şimdi, hiçbir şeye sayılmayan bir prova olarak yayımlar
command-remembrance-pause = bir yerin gönderilerini durdurur
command-remembrance-resume = bir yerin gönderilerini sürdürür
command-remembrance-remove = bir yeri kaldırır; 15 dakika içinde geri alınabilir
command-remembrance-defaults = bütün yerlerin uyduğu dil, saat dilimi ve kayıt yeri
command-remembrance-history = kim neyi ne zaman değiştirdi, ne yayımlandı
command-remembrance-export = bu topluluk hakkında saklanan her şey, bir dosyada
command-remembrance-forget = onaydan sonra bunların hepsini siler
command-remembrance-chats = buradan ayarlanan başka gruplar ve kanallar
option-post = GÖNDERİ
option-language = DİL
describe-question = 20 Ocak 1990 hakkında ne bilmek istiyorsunuz
describe-language = Yanıtın dili
describe-private = Yanıtı yalnız siz mi göresiniz
describe-topic = Listeden bir konu
describe-source = Listeden bir kaynak
describe-channel = Kanal, alt başlık ya da forum gönderisi; verilmezse burası
describe-chat = Başka bir grup ya da kanal: @adı ya da numarası
describe-languages = Gönderilerin dili ya da iki dil, örneğin az+en
describe-timezone = Bir şehir, bir ülke ya da bir IANA adı
describe-eve = Önceki akşam: 00:00 ile 22:00 arasında SS:DD ya da off
describe-day = 20 Ocak sabahı: 00:00 ile 22:00 arasında SS:DD ya da off
describe-silence = Saygı duruşu: Bakü öğlesinde, yerel öğlede ya da off
describe-mention = Gönderilerin andığı tek rol
describe-note = Her gönderinin altında kendi sözünüz, en çok 300 karakter
describe-publish = Duyuru kanalındaki gönderileri yaymak
describe-event = Saygı duruşu için planlanmış etkinlik
describe-clear = Hangi ayar kaldırılsın ya da topluluğunkine dönsün
describe-log = Makbuzlar ve uyarılar nereye gitsin
describe-post = Üç gönderiden hangisi
choice-post-eve = önceki akşam
choice-post-day = 20 Ocak sabahı
choice-post-silence = saygı duruşu
choice-silence-baku = Bakü öğlesi
choice-silence-local = yerel öğle
choice-silence-off = kapalı
choice-publish-on = açık
choice-publish-off = kapalı
choice-event-on = açık
choice-event-off = kapalı
choice-clear-mention = anılan rol
choice-clear-note = kendi sözünüz
choice-clear-language = dil
choice-clear-timezone = saat dilimi
choice-clear-log = kayıt yeri
choice-log-here = buraya
choice-log-me = bana, özel sohbette
choice-log-off = kapalı
choice-language-en = İngilizce
choice-language-az = Azerbaycanca
choice-language-ru = Rusça
choice-language-tr = Türkçe

## Komutta yanlış olan

usage-missing-preview = Görmek istediğiniz gönderiyi yazın: eve, day ya da silence.
usage-unknown-option = /{ $command } komutunun “{ $name }” seçeneği yok; hiçbir şey değişmedi.
usage-unknown-option-nearest = /{ $command } komutunun “{ $name }” seçeneği yok, belki “{ $nearest }” demek istediniz; hiçbir şey değişmedi.
usage-not-here = “{ $name }” seçeneği bu platformda yok; hiçbir şey değişmedi.
usage-not-here-nearest = “{ $name }” seçeneği bu platformda yok, belki “{ $nearest }” demek istediniz; hiçbir şey değişmedi.
usage-twice = “{ $name }” iki kez verilmiş; bir kez yazın. Hiçbir şey değişmedi.
usage-no-value = “{ $name }:” sözünden sonra bir değer yazın; hiçbir şey değişmedi.
usage-unclosed = Tırnak açılmış ama kapanmamış; kapatıp komutu yeniden gönderin. Hiçbir şey değişmedi.
usage-stray-word = “{ $word }” sözünün neye ait olduğu belli değil; ad:değer biçiminde yazın, boşluklu değeri tırnak içine alın. Hiçbir şey değişmedi.
usage-bad-hour = “{ $given }”, { $name } için bir saat değil: SS:DD biçiminde, 00:00 ile 22:00 arasında, örneğin 09:00, ya da off yazın. Hiçbir şey değişmedi.
usage-bad-languages = Burada “{ $given }” dili yok: en, az, ru ya da tr, yahut az+en gibi iki ayrı dil yazın. Hiçbir şey değişmedi.
usage-bad-choice = { $name } “{ $given }” olamaz: şunlardan birini seçin: { $choices }. Hiçbir şey değişmedi.
usage-note-too-long = Sözünüz platformun sayımıyla { $units } karakter (çoğu emoji iki sayılır); { $most } karaktere indirin. Hiçbir şey değişmedi.
usage-bad-chat = “{ $given }” bir sohbet değil: @adını ya da numarasını yazın. Hiçbir şey değişmedi.
usage-many-zones = “{ $typed }” için birkaç saat dilimi var; bir şehir ya da şunlardan birini yazın: { $zones }. Hiçbir şey değişmedi.
usage-no-zone = “{ $typed }” adında bir yer ya da saat dilimi bilmiyorum; büyük bir şehir, bir ülke ya da Asia/Baku gibi bir IANA adı yazın. Hiçbir şey değişmedi.
usage-no-zone-nearest = “{ $typed }” adında bir yer ya da saat dilimi bilmiyorum; en yakınları: { $nearest }. Hiçbir şey değişmedi.

## Kim yapabilir, ne olmadı

apology = Benim tarafımda bir hata oldu, hiçbir şey değişmedi; bir dakika sonra yeniden deneyin.
broke-off = Benim tarafımda bir arıza oldu, sizinle ilgisi yok; lütfen yeniden deneyin.
limit-reached = Bir dakikada bu kadar soruyu yanıtlayamam; biraz sonra yeniden sorun.
button-not-yours = Bu düğmeler soruyu sorana ait; siz de sorun, kendi düğmeleriniz olsun.
moderators-only = Bunu yalnız bu sohbetin yöneticileri yapabilir; onlardan birine başvurun.
moderators-only-discord = Bunu yalnız “Sunucuyu Yönet” yetkisi olan üyeler yapabilir; onlardan birine başvurun.
role-unknown = Burada yönetici olup olmadığınızı öğrenemiyorum; beni bu sohbetin yöneticisi yapın ya da sonra yeniden deneyin. Hiçbir şey değişmedi.
nowhere-to-set-up = Burada ayarlanacak bir sunucu ya da sohbet yok; komutu bulunduğum bir yerde verin.
nothing-changed = Hiçbir şey değişmedi.
chats-typed = Komuttan sonra chat:@ad ya da chat:NUMARA yazın, örneğin: /remembrance status chat:@ad.

## Yerler ve gönderiler

place-here = burası
place-chat = sohbetin kendisi
place-topic = { $topic } numaralı konu
this-channel = kanal
post-eve = Önceki akşam (eve)
post-day = 20 Ocak sabahı (day)
post-silence = Saygı duruşu (silence)
post-at = { $post }: { $hour }
post-moment = , duruş anı: { $hour }
post-off = { $post }: kapalı
post-past = { $post }: bu yılki saati { $hour } idi ve geçti, gelecek yıl yayımlanacak.
button-post-now = Şimdi yayımla: { $post }
post-now-done = { $post } şimdi yayımlanıyor: { $place }.
post-now-already = { $post } zaten yayımlandı: { $place }.
post-now-too-late = { $post }: bu yıl artık yayımlanamaz.
destination = Yer: { $place }
destinations-are = Gönderiler şu yerlerde ayarlı:
no-destination = Burada gönderi ayarlanmamış: { $place }. Hiçbir şey değişmedi.
no-destinations = Henüz hiçbir yerde gönderi ayarlanmadı; bunu /remembrance set yapar.
no-such-place = Böyle bir yer görmüyorum: { $place }. Görebildiğim bir yer seçin; hiçbir şey değişmedi.
unfit-place = Orada gönderi yayımlanamaz: { $place }. Bir metin veya duyuru kanalı, alt başlık veya forum gönderisi seçin; hiçbir şey değişmedi.
mention-everyone = Herkes anılamaz; bunu isteyen üyelerin rolünü seçin. Hiçbir şey değişmedi.
zone-unchosen = Henüz kimse saat dilimi seçmedi, bu yüzden Bakü saati geçerli; timezone ile seçin, örneğin timezone:Berlin.
silence-at-night = Saygı duruşu sizde geceye denk geliyor; silence:local ile bulunduğunuz yerin öğlesinde yapılır.

## Ayarlı olan

set-done = Kaydedildi: { $place }
setting-language = Dil: { $languages }
setting-zone = Saat dilimi: { $zone }
setting-mention = Anılan rol: { $place }
setting-note = Kendi sözünüz: { $place }
setting-publish = İzleyen kanallara yayılır
setting-event = Saygı duruşu için planlanmış etkinlikle
defaults-done = Kaydedildi; kendi ayarı olmayan bütün yerler buna uyar.
defaults-heading = Topluluğun kendi ayarları
default-language = Dil: { $languages }
default-language-unchosen = Dil: { $languages } (henüz kimse seçmedi)
default-zone = Saat dilimi: { $zone }
default-zone-unchosen = Saat dilimi: { $zone } (henüz kimse seçmedi)
default-log = Makbuzlar ve uyarılar: { $place }
default-log-me = Makbuzlar ve uyarılar: size, özel sohbette
default-log-off = Makbuzlar ve uyarılar: kapalı (almak için log seçin)
log-me-nameless = Burada adsız yazdığınız için kime yazacağımı bilmiyorum; log:here seçin. Hiçbir şey değişmedi.
language-own = Sizinle şu dilde konuşuyorum: { $language }; değiştirmek için /language en, az, ru ya da tr yazın.
language-here = Burada şu dilde konuşuyorum: { $language }; bir yönetici bunu /language en, az, ru ya da tr ile değiştirir.
language-own-done = Bundan sonra sizinle şu dilde konuşacağım: { $language }.
language-here-done = Bundan sonra burada şu dilde konuşacağım: { $language }.

## Yetkiler

right-view = Kanalı Görüntüle
right-send = Mesaj Gönder
right-send-in-threads = Alt Başlıklarda Mesaj Gönder
right-embed = Bağlantı Yerleştir
right-attach = Dosya Ekle
right-mention = everyone, here ve Tüm Rollerden Bahset
right-history = Mesaj Geçmişini Oku
right-create-events = Etkinlik Oluştur
right-unlock = bu kilitli alt başlıkta yazmak
rights-missing-discord = Orada eksik olan: { $rights }. Kanal ayarlarında, İzinler bölümünde verin.
rights-missing-server = Sunucuda eksik olan: { $rights }. Sunucu ayarlarında, Roller bölümünde verin.
rights-missing-telegram = Orada eksik olan: { $rights }. Sohbet ayarlarında, Yöneticiler ya da İzinler bölümünde verin.
rights-plain = O zamana kadar gönderiler yine çıkar, ama düz metin olarak.
rights-no-picture = O zamana kadar gönderiler yine çıkar, ama resimsiz.
rights-no-event = O zamana kadar planlanmış etkinlik olmaz; gönderiler yine çıkar.
role-deaf = Seçilen role bildirim gönderilemiyor ya da rol artık yok; anılmasına izin verin ya da başka birini seçin.
publish-elsewhere = Yalnız duyuru kanallarındaki gönderiler yayılabilir; bu, duyuru kanalı değil.
gone-deleted = Yer silinmiş.
gone-removed = Oradan çıkarıldım.
gone-deactivated = Hesap artık yok.
gone-perhaps = Platform böyle bir yer tanımıyor; hâlâ orada olup olmadığına bakın.
topic-lost = Konu kapatılmış ya da silinmiş; yeniden açılana kadar gönderiler sohbetin kendisine gider.
send-limited = Platform { $seconds } saniye beklemeyi istiyor; sonra yeniden deneyin.
send-unknown = Platform yanıt vermedi; mesaj orada olabilir de olmayabilir de; yeniden denemeden önce bakın.
send-refused = Platform bunu kabul etmedi; bir dakika sonra yeniden deneyin.

## Önizleme, prova, duraklatma

preview-of = { $post }, yayımlanacağı biçimde: { $place }
test-done = Prova yayımlandı: { $place }. Hiçbir şeye sayılmaz.
test-failed = Prova yayımlanamadı: { $place }.
button-see = Göster
pause-done = Durduruldu: { $place }. /remembrance resume yazılana kadar orada hiçbir şey yayımlanmaz.
resume-done = Sürüyor: { $place }
resume-all-done = Her şey ayarlandığı gibi sürüyor.
remove-done = Kaldırıldı: { $place }. Orada artık hiçbir şey yayımlanmaz; 15 dakika içinde geri alınabilir.
remove-event = Saygı duruşu için planlanmış etkinliği de kaldırılıyor.
undo-done = Eskisi gibi: { $place }
undo-too-late = 15 dakika geçti, geri alınamaz; /remembrance set yeniden ayarlar.
button-undo = Geri al
button-resume = Sürdür

## Durum ve geçmiş

status-heading = Bu toplulukta anma
status-held = İşletmen şimdilik bekletiyor: { $posts }.
status-paused = Şu zamandan beri durdurulmuş: { $since }
health-unseen = Henüz bakılmadı
health-good = Yolunda (son bakış: { $at })
health-bad = Bulunan aksaklık: { $found } (son bakış: { $at })
result-planned = { $post } { $year }: zamanı { $at }
result-sending = { $post } { $year }: gönderiliyor
result-waiting = { $post } { $year }: henüz kabul edilmedi ({ $reason }), yeniden deneniyor
result-sent = { $post } { $year }: yayımlandı, { $at }
result-missed = { $post } { $year }: kaçırıldı, zamanı doldu ({ $reason })
result-failed = { $post } { $year }: yayımlanmadı, yer artık yok ({ $reason })
result-cancelled = { $post } { $year }: yayımlanmadı ({ $reason })
result-uncertain = ; bir bölümü iki kez çıkmış olabilir
reason-paused = zamanı geldiğinde durdurulmuştu
reason-removed = yer kaldırıldı
reason-off = kapatıldı
reason-rescheduled = zamanı değiştirildi
reason-forgotten = silindi
reason-down = program o sırada çalışmıyordu
reason-forbidden = bir yetki eksik
untold-heading = Henüz kimseye söylenmedi
history-changes = Kim neyi değiştirdi
history-none = Henüz hiçbir şey değiştirilmedi.
history-posts = Ne yayımlandı
history-none-posted = Henüz hiçbir şey yayımlanmadı.
action-set = ayarlandı
action-defaults = topluluk ayarları
action-language = dil
action-pause = durduruldu
action-resume = sürdürüldü
action-remove = kaldırıldı
action-undo = kaldırma geri alındı
action-post-now = hemen yayımlandı
actor-you = siz
actor-anonymous = adsız bir yönetici
actor-program = program
aside-done = Kişileri ilgilendirdiği için bunu size özel sohbette gönderdim.
aside-closed = Bu, kişileri ilgilendirir ve yalnız özel sohbette gösterilir: düğmeyle açın.
goes-on-in-private = Bunun devamı özel sohbette: düğmeyle açın.
button-private = Özel sohbeti aç

## Dışa aktarma ve silme

export-done = Bu topluluk hakkında saklanan her şey, adsız, yalnız numaralarla.
nothing-stored = Bu topluluk hakkında hiçbir şey saklanmıyor.
forget-asks = { $count ->
    [one] Bu, topluluk hakkında saklanan her şeyi siler: ayarları, { $count } yeri ve bütün geçmişi. Geri alınamaz.
   *[other] Bu, topluluk hakkında saklanan her şeyi siler: ayarları, { $count } yeri ve bütün geçmişi. Geri alınamaz.
}
button-forget = Hepsini sil
forget-done = Bu topluluk hakkında her şey veritabanından silindi; yalnız gönderilerin adsız sayısı kaldı. İşletmenin daha önce aldığı yedekler, o silene kadar durur.
forget-event-gone = Saygı duruşu için planlanmış etkinlik de sunucudan kaldırıldı.
forget-event-stays = Saygı duruşu için planlanmış etkinlik sunucuda duruyor: { $detail } Onu elle silin; botun artık ondan haberi yok.
forget-copies = { $count ->
    [one] Güncellemeden önceki { $count } kopyada bu hâlâ var; kopya, yapıldıktan 30 gün sonra silinir.
   *[other] Güncellemelerden önceki { $count } kopyada bu hâlâ var; kopyalar, yapıldıktan 30 gün sonra silinir.
}

## Takvim, selam, menü

calendar-heading = Sıradaki tarihler, { $zone }
calendar-baku = Saatler Bakü saatidir, çünkü burada saat dilimi seçilmedi.
greeting-discord = 20 Ocak 1990 hakkındaki soruları kaynaklarıyla yanıtlarım (/january20 ask) ve yılda bir kez anma gönderileri yayımlarım: nerede olacağını bir moderatör /remembrance set ile söyler.
greeting-group = 20 Ocak 1990 hakkındaki soruları kaynaklarıyla yanıtlarım (/ask) ve bir yönetici burada ayarlarsa yılda bir kez anma gönderileri yayımlarım.
greeting-channel = { $title } kanalına eklendim. Ayarlarsanız orada yılda bir kez 20 Ocak anma gönderileri yayımlarım.
back-paused = Geri döndüm; her şey ayarlandığı gibi, ama bir moderatör sürdürene kadar durdurulmuş.
button-set-up = Ayarla
about-contact = Yanlışlar ve gizlilik için: { $contact }
about-language-discord = Her komutta dil seçilebilir; sunucunun gönderileri ve yanıtları /remembrance defaults ile seçilene uyar.
menu-heading = Anma
menu-typed = Hepsi yazılarak da yapılabilir, örneğin: /remembrance set language:az+en timezone:Berlin eve:19:00
menu-set = Burada ayarla
menu-status = Durum
menu-preview = Önizleme
menu-test = Prova
menu-pause = Durdur
menu-resume = Sürdür
menu-history = Geçmiş
menu-export = Dışa aktar
menu-forget = Hepsini sil
