# Botun kendi sözleri, Türkçe. Olaylara ilişkin ifadeler burada değildir: onlar,
# her biri kaynağıyla verilen olgulardır.

## Tarihler

month = { $month ->
    [1] Ocak
    [2] Şubat
    [3] Mart
    [4] Nisan
    [5] Mayıs
    [6] Haziran
    [7] Temmuz
    [8] Ağustos
    [9] Eylül
    [10] Ekim
    [11] Kasım
   *[12] Aralık
}
date-year = { $year }
date-month = { month } { $year }
date-day = { $day } { month } { $year }
date-hour = { $day } { month } { $year }, { $hour }
undated = tarihsiz
thousands-separator = .

## Kaynakça

seen-second-hand = ikinci elden, aktaran: { $via }
seen-second-hand-only = ikinci elden
seen-pointer = başka kaynaklara götüren bir yol gösterici, kendisi kanıt değil
seen-copy = kopyasından görüldü: { $via }
kind-investigation = araştırma raporu
kind-scholarship = bilimsel kitap
kind-press = dönemin basını
kind-news = haber
kind-official = resmî metin
kind-opinion = görüş yazısı
kind-essay = deneme
kind-statement = açıklama
kind-law = hukuki metin
kind-speech = konuşma
kind-encyclopaedia = ansiklopedi
kind-reference = başvuru sayfası
kind-interview = söyleşi
kind-witness = tanık anlatısı

## Geri çevirmeler

refusal-unsourced = Bunu yanıtlayan bir kaynağım yok, tahmin de yürütmeyeceğim.
refusal-greeting = Merhaba. 19 Ocak'ı 20 Ocak 1990'a bağlayan gece Bakü'de olanlar hakkındaki soruları kaynaklarıyla yanıtlıyorum. Sorunuzu yazın.
refusal-thanks = Teşekkür ederim. Hayatını kaybedenlerin anısı yaşasın.
refusal-farewell = Hoşça kalın.
refusal-insult = Yine de yardımcı olmak isterim: 20 Ocak 1990 hakkında sorun, kaynaklarıyla yanıtlayayım.
refusal-provocation = Buna katılmıyorum. Kaynakların 20 Ocak 1990 hakkında söylediklerini aktarırım, hiçbir halka karşı söz söylemem.
refusal-instruction = Yalnızca 20 Ocak 1990 hakkındaki soruları, kendi kaynaklarıma dayanarak yanıtlıyorum.
refusal-identity = 20 Ocak 1990'ın anısına yazılmış bir programım: soruları kaynak göstererek yanıtlar, kaynakların nerede ayrıldığını gösteririm. Ayrıntısı: /about.
suggestions = Yanıtlayabileceğim yakın sorular:

## Sayfalar ve düğmeler

page = Sayfa { $page }/{ $pages }
page-next = Sonraki sayfa
page-previous = Önceki sayfa
button-stale = Bu düğmenin götürdüğü metin artık yok; yeniden sorun.
console-welcome = january20: 20 Ocak 1990 hakkında kaynaklı yanıtlar. Sorunuzu Türkçe, Azerbaycanca, Rusça ya da İngilizce yazın; listeden seçmek için sayı yazın; /help komutları gösterir; Ctrl-D ile çıkılır.

## Komutlar

commands-heading = Komutlar
command-ask = kaynaklı bir yanıt
command-topic = bir konudaki olgular, sayfa sayfa
command-timeline = ne zaman ne oldu
command-figures = her sayı ve onu kimin verdiği
command-sources = kaynaklar ve her birine neyin dayandığı
command-about = bu nedir, neyi saklar, kimin metinlerini kullanır
option-question = SORU
option-topic = KONU
option-source = KAYNAK
about-heading = 20 Ocak 1990'ın anısına
about-what = 19 Ocak'ı 20 Ocak 1990'a bağlayan gece Sovyet birliklerinin Bakü'ye girmesi ve insanların öldürülmesi hakkındaki soruları yanıtlayan bir program.
about-how = Kaynaksız hiçbir şey söylemez. Kaynaklar ayrıldığında her değeri onu verenle birlikte gösterir; tartışmalı olanı yalnızca “… göre” diye aktarır. { $sources } kaynaktan { $facts } olgu bilir, yanıtı olmadığında bunu söyler.
about-stores = Sorularınız yanıtlandıktan sonra saklanmaz. Bir sunucu veya sohbet hakkında ilk ayardan itibaren şunlar saklanır: kimlik numaraları, ayarlar, onları kimin değiştirdiği ve nelerin paylaşıldığı. Değişiklikler ve paylaşımlar 24 ay tutulur, sonra yalnızca sayıları kalır. Moderatörler bunların hepsini /remembrance export ile görür, /remembrance forget ile siler; bot çıkarıldıktan 30 gün sonra hepsi kendiliğinden silinir.
about-texts = Olgular /sources altında sayılan eserlerden alınmıştır; cümleler programın kendisinindir. Yalnızca ikinci elden görülen eser, kaynakçada öyle belirtilir.
about-language = Her komutun ilk sözcüğü dil olabilir: lang:tr, lang:en, lang:az, lang:ru.

topics-heading = Konular
timeline-heading = Ne zaman ne oldu (saatler Bakü saatidir)
figures-heading = Sayılar ve onları verenler
sources-heading = Kaynaklar
source-carries = { $count ->
    [one] Buna { $count } olgu dayanıyor:
   *[other] Buna { $count } olgu dayanıyor:
}
unknown-topic = “{ $typed }” diye bir konu yok; bunlardan birini seçin:
unknown-topic-nearest = “{ $typed }” diye bir konu yok. “{ $nearest }” mi demek istediniz? Bunlardan birini seçin:
unknown-source = “{ $typed }” adıyla tek bir kaynak yok; bunlardan birini seçin:

usage-unknown-command = /{ $name } diye bir komut yok; hepsini /help gösterir.
usage-unknown-command-nearest = /{ $name } diye bir komut yok; /{ $nearest } mi demek istediniz?
usage-unknown-language = Burada “{ $tag }” dili yok; lang: yazıp şunlardan birini ekleyin: { $known }.
usage-missing-ask = Sorunuzu /ask sözcüğünden sonra yazın.
usage-superfluous = /{ $command } dil dışında bir şey almaz, örneğin lang:tr.
usage-too-long = Bu, okuyabildiğim { $most } karakterden uzun; daha kısa sorun.

## Konular

topic-names = Adlar ve tarihler
topic-background = Olaya götüren süreç
topic-emergency = Olağanüstü hal ve bilgi karartması
topic-forces = Birlikler ve emirler
topic-night = O gece
topic-casualties = Ölenler, yaralananlar, kayıplar
topic-arrests = Tutuklamalar
topic-damage = Hasar
topic-response = Moskova'daki protesto
topic-mourning = Cenaze
topic-parliament = Parlamento, Ocak 1990
topic-legal = Hukuk ve değerlendirme
topic-memorial = Şehitler Hıyabanı
topic-commemoration = Nasıl anılıyor
topic-visits = Ziyaretler
topic-practical = Pratik bilgiler ve kaynaklar
topic-meaning = Anlamı
topic-statements = Açıklamalar
topic-aftermath = Sonraki olaylar

## Sayılar

bound-more-than = { $value } üzeri
bound-at-least = en az { $value }
bound-about = yaklaşık { $value }
bound-nearly = neredeyse { $value }
bound-up-to = en çok { $value }
unit-killed = Öldürülenler
unit-soldiers-killed = Ölen askerler
unit-armenians-killed = Pogromda öldürülen Ermeniler
unit-fatally-injured = Ölümcül yaralananlar
unit-injured = Yaralananlar
unit-soldiers-injured = Yaralanan askerler
unit-missing = Kayıplar
unit-arrested = Tutuklananlar
unit-transferred = Başka yerlerdeki hapishanelere gönderilenler
unit-martyrs = Şehit olarak tanınanlar
unit-buried = Defnedilenler
unit-graves = Mezarlar
unit-troops = Birlikler
unit-reinforcements = Takviye
unit-homes = Evler
unit-vehicles = Araçlar
unit-mourners = Cenazeye katılanlar
unit-residents = Nüfus
unit-displaced = Yerinden edilenler
unit-years = Yıl
unit-months = Ay
unit-days = Gün
unit-hours = Saat
unit-kilometres = Kilometre
unit-miles = Mil
unit-volumes = Dava ciltleri
unit-places = Yerler
unit-ethnic-groups = Etnik gruplar

## Gönderiler

anniversary = { $years }. yıl dönümü
post-title-eve = Yarın 20 Ocak: { anniversary }
post-title-day = 20 Ocak: { anniversary }
post-title-silence = Saygı duruşu, 20 Ocak { $year }
post-rehearsal = PROVA. Bu yalnızca bir denemedir; asıl gönderi kendi saatinde gelecek.
post-note = Bu topluluğun kendi sözü:
date-day-only = { $day } { month }
