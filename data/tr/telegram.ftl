# Yalnızca Telegram'da söylenenler.

telegram-description =
    20 Ocak 1990'ın anısına: o gece Sovyet birlikleri Bakü'ye girdi ve insanlar öldürüldü.

    Türkçe, Azerbaycanca, Rusça ya da İngilizce sorun: her yanıtta kaynaklar gösterilir, kaynakların ayrıştığı yerler belirtilir. Gruplarda ve kanallarda yıllık anma paylaşımlarını da yapar. Sorularınız saklanmaz.
telegram-short-description = Bakü'de 20 Ocak 1990 hakkında dört dilde, kaynaklı yanıtlar
inline-elsewhere = Kaynaklı yanıt yok: bana özel sohbette sorun
invite-question = Sorunuzu bu mesaja yanıt olarak yazın. Örneğin:
