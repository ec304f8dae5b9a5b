# What moderators are told of posts: receipts and warnings.

notice-receipt = Опубликовано: { $post } { $year }, { $place }
notice-missed = Не опубликовано: { $post } { $year }, { $place }; время вышло ({ $detail }).
notice-uncertain = { $post } { $year }, { $place }: ответ платформы потерялся, и запись отправлена ещё раз, поэтому часть её может стоять дважды; проверьте и удалите лишнее.
notice-assumed = { $post } { $year }, { $place }: ответы платформы потерялись, поэтому запись считается отправленной; проверьте, стоит ли она.
notice-unwell = { $place }: для записей не хватает: { $detail }. Дайте это право, и то, что ждёт, будет опубликовано.
notice-gone = { $place }: { $detail } Там больше ничего не публикуется; выберите другое место командой /remembrance set.
notice-refused = { $post } { $year }, { $place }: платформа отказывает без понятной причины; попытки продолжатся, пока не выйдет время.
notice-topic-lost = { $place }: тема закрыта или удалена, поэтому записи этого года идут в сам чат; откройте её снова или выберите другое место.
notice-unpublished = { $post } { $year }, { $place }: запись отправлена, но не опубликована для подписчиков; опубликуйте её вручную.
notice-no-event = { $place }: не удалось создать событие для минуты молчания: { $detail } Попытка повторяется каждые шесть часов.
notice-event-stays = { $place }: событие для минуты молчания больше не нужно, но удалить его не удалось: { $detail } Попытка повторяется каждые шесть часов; событие можно удалить и вручную.
notice-chat = О чате { $chat }

## Why a post was not sent

reason-late = не удалось отправить вовремя
reason-limited = платформа велела ждать дольше отведённого времени
reason-held = оператор задержал её
reason-unknown = неизвестно, стоит ли она; посмотрите там
reason-outage = платформа была недоступна
reason-refused = платформа отказала
reason-form = платформа не приняла её вид
reason-token = платформа не приняла токен бота
reason-since-backup = оператор не сказал, была ли она отправлена до восстановления из копии
reason-topic-lost = тема закрыта, а та же запись стоит в самом чате
reason-perhaps-gone = платформа не знает такого места

## What a look may find

health-deaf-role = выбранную роль нельзя уведомить, или её больше нет

## The scheduled event on Discord

event-name = Минута молчания, 20 января { $year }
event-description = Минута молчания в память о 20 января 1990 года, в { $hour }.
event-location = Там, где вы находитесь

## Why it was not made or not removed

event-fault-create-events = у бота нет права создавать события; дайте право «Создавать события».
event-fault-full = на сервере уже столько событий, сколько разрешает Discord; удалите ненужное.
event-fault-access = Discord не пускает бота на сервер; проверьте, остаётся ли бот его участником.
event-fault-outage = Discord не ответил.
event-fault-refused = Discord отвечает отказом и не называет причины, известной боту.
