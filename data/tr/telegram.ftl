# Yalnızca Telegram'da söylenenler.

telegram-description =
    20 Ocak 1990'ın anısına: o gece Sovyet birlikleri Bakü'ye girdi ve insanlar öldürüldü.

    Türkçe, Azerbaycanca, Rusça ya da İngilizce sorun: her yanıtta kaynaklar gösterilir, kaynakların ayrıştığı yerler belirtilir. Gruplarda ve kanallarda yıllık anma paylaşımlarını da yapar. Sorularınız yanıtlandıktan sonra saklanmaz.
telegram-short-description = Bakü'de 20 Ocak 1990 hakkında dört dilde, kaynaklı yanıtlar
inline-elsewhere = Kaynaklı yanıt yok: bana özel sohbette sorun
invite-question = Sorunuzu bu mesaja yanıt olarak yazın. Örneğin:

## Menü

menu-nothing-here = Henüz bir şey kurulmadı: { $place }. İlk düğme her şeyi olağan biçimde ayarlar, sonrakiler sizin seçiminizle.
menu-paused = Duraklatıldı: sürdürülene kadar hiçbir şey paylaşılmaz.
menu-language = Dil
menu-zone = Saat dilimi
menu-hours = Paylaşımlar ve saatler
menu-silence = Saygı duruşu
menu-topic = Konular
menu-remove = Buradan kaldır
menu-chats = Başka gruplar ve kanallar
menu-back = Menüye dön
menu-language-asks = Paylaşımlar hangi dilde olsun? İki dil seçilirse metinler art arda gelir.
menu-zone-asks = Okurlarınız dünyanın hangi bölgesinde?
menu-city-asks = Saatleri hangi şehrin saati?
menu-zone-typed = Şehir ya da ülke yaz
menu-zone-invites = Şehri ya da ülkeyi bu mesaja yanıt olarak yazın.
menu-hours-asks = Paylaşımlar okurlarınızın saatiyle ne zaman gelsin? Başka bir saati yazabilirsiniz: /remembrance set eve:19:30
menu-silence-asks = Saygı duruşu hangi yerin öğle vaktinde yapılsın?
menu-topic-tells = Grubun her konusu ayrı ayarlanır: paylaşımların gelmesini istediğiniz konuda /remembrance gönderin.
region-europe = Avrupa
region-asia = Asya
region-america = Amerika
region-africa = Afrika
region-australia = Avustralya
region-pacific = Büyük Okyanus
region-atlantic = Atlas Okyanusu
region-indian = Hint Okyanusu
region-antarctica = Antarktika

## Başka gruplar ve kanallar

chats-none = Henüz başka bir grup ya da kanal ayarlamadınız.
chats-known = Ayarladığınız gruplar ve kanallar:
chats-choose = Bulunduğum başka bir grup ya da kanal için onu metin alanının altındaki düğmelerle seçin.
chats-choose-group = Grup seç
chats-choose-channel = Kanal seç
chats-private = Başka gruplar ve kanallar özel sohbetimizde ayarlanır: orada /remembrance chats gönderin.
