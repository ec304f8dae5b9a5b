# What stands on pictures and in calendars.

## The cards
card-day = 20 Ocak
card-year = 1990
card-places = Bakü · Neftçala · Lenkeran
card-eve = Yarın 20 Ocak
card-silence = Saygı duruşu
card-silence-day = 20 Ocak { $year }

## What the cards show, for whoever cannot see them
card-day-standing-alt = Koyu zemin üzerinde kırmızı bir karanfil. Yanında şu yazılı: 20 Ocak 1990, { anniversary }; Bakü, Neftçala, Lenkeran.
card-day-laid-alt = Koyu zemin üzerine bırakılmış kırmızı bir karanfil. Üstünde şu yazılı: 20 Ocak 1990, { anniversary }; Bakü, Neftçala, Lenkeran.
card-eve-alt = Alacakaranlıkta bir karanfil. Yanında şu yazılı: yarın 20 Ocak, { anniversary }.
card-silence-alt = Koyu zeminin alt kısmında tek bir karanfil. Üstünde şu yazılı: saygı duruşu, 20 Ocak { $year }.

## The figures
figures-lead = Kaynaklar birbirinden farklıdır. Her sayı, onu verenin adıyla yer alır; hiçbiri öne çıkarılmaz.
figures-exact = verilen sayı
figures-above = daha fazla veya en az
figures-about = yaklaşık veya neredeyse
figures-alt = Kaynakların saydıklarını gösteren bir çizelge; her sayının yanında onu kimin, ne zaman verdiği yazılı. { $figures }.

## The calendar
calendar-name = 20 Ocak: anma günü
