# What stands on pictures and in calendars.

## The cards
card-day = 20 Yanvar
card-year = 1990
card-places = Bakı · Neftçala · Lənkəran
card-eve = Sabah 20 yanvardır
card-silence = Sükut dəqiqəsi
card-silence-day = 20 yanvar { $year }

## What the cards show, for whoever cannot see them
card-day-standing-alt = Tünd fonda qırmızı qərənfil. Yanında yazılıb: 20 yanvar 1990, { anniversary }; Bakı, Neftçala, Lənkəran.
card-day-laid-alt = Tünd fonda yerə qoyulmuş qırmızı qərənfil. Üstündə yazılıb: 20 yanvar 1990, { anniversary }; Bakı, Neftçala, Lənkəran.
card-eve-alt = Alatoranda qərənfil. Yanında yazılıb: sabah 20 yanvardır, { anniversary }.
card-silence-alt = Tünd fonun aşağısında tək qərənfil. Üstündə yazılıb: sükut dəqiqəsi, 20 yanvar { $year }.

## The figures
figures-lead = Mənbələr fərqlənir. Hər rəqəm onu verənin adı ilə göstərilir; heç birinə üstünlük verilmir.
figures-exact = göstərilən rəqəm
figures-above = artıq və ya ən azı
figures-about = təxminən və ya az qala
figures-alt = Mənbələrin saydıqlarının diaqramı; hər rəqəmin yanında onu kimin və nə vaxt verdiyi yazılıb. { $figures }.

## The calendar
calendar-name = 20 Yanvar: anım günü
