# What stands on pictures and in calendars.

## The cards
card-day = 20 January
card-year = 1990
card-places = Baku · Neftchala · Lankaran
card-eve = Tomorrow is 20 January
card-silence = Minute of silence
card-silence-day = 20 January { $year }

## What the cards show, for whoever cannot see them
card-day-standing-alt = A red carnation on a dark ground. Beside it: 20 January 1990, { anniversary }; Baku, Neftchala, Lankaran.
card-day-laid-alt = A red carnation laid down on a dark ground. Above it: 20 January 1990, { anniversary }; Baku, Neftchala, Lankaran.
card-eve-alt = A carnation in the dusk. Beside it: tomorrow is 20 January, { anniversary }.
card-silence-alt = A single carnation at the foot of a dark ground. Above it: minute of silence, 20 January { $year }.

## The figures
figures-lead = The sources differ. Each value stands with whoever gives it; none is preferred here.
figures-exact = the value given
figures-above = more, or at least
figures-about = about, or nearly
figures-alt = A chart of what the sources count, each value with whoever gives it and when. { $figures }.

## The calendar
calendar-name = 20 January: remembrance
