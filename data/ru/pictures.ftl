# What stands on pictures and in calendars.

## The cards
card-day = 20 января
card-year = 1990
card-places = Баку · Нефтечала · Ленкорань
card-eve = Завтра 20 января
card-silence = Минута молчания
card-silence-day = 20 января { $year } года

## What the cards show, for whoever cannot see them
card-day-standing-alt = Красная гвоздика на тёмном фоне. Рядом надпись: 20 января 1990, { anniversary }; Баку, Нефтечала, Ленкорань.
card-day-laid-alt = Возложенная красная гвоздика на тёмном фоне. Над ней надпись: 20 января 1990, { anniversary }; Баку, Нефтечала, Ленкорань.
card-eve-alt = Гвоздика в сумерках. Рядом надпись: завтра 20 января, { anniversary }.
card-silence-alt = Одна гвоздика внизу тёмного фона. Над ней надпись: минута молчания, 20 января { $year } года.

## The figures
figures-lead = Источники расходятся. Каждое число стоит рядом с теми, кто его приводит; ни одному не отдано предпочтения.
figures-exact = приведённое число
figures-above = более или не менее
figures-about = около или почти
figures-alt = Диаграмма того, что насчитали источники: у каждого числа указано, кто и когда его привёл. { $figures }.

## The calendar
calendar-name = 20 января: день памяти
