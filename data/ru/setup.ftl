# What moderators read: settings, status, history.

## Команды и параметры

command-january20 = Ответы о 20 января 1990 года, каждый с источниками
command-calendar = ближайшие даты памяти здесь и файл календаря
command-language = на каком языке я здесь говорю, или другой язык
command-remembrance = Ежегодные дни памяти: где, когда и какие записи (для модераторов)
command-remembrance-set = где, на каком языке, в каком часовом поясе и какие записи
command-remembrance-status = все места: ближайшие записи, последние результаты, состояние
command-remembrance-preview = запись в точности такая, какой она выйдет
command-remembrance-test = публикует её сейчас как репетицию, которая ни на что не влияет
command-remembrance-pause = останавливает записи одного места
command-remembrance-resume = возобновляет записи одного места
command-remembrance-remove = удаляет место; 15 минут это можно отменить
command-remembrance-defaults = общие для всех мест язык, часовой пояс и журнал
command-remembrance-history = кто, что и когда изменил и что было опубликовано
command-remembrance-export = всё, что хранится об этом сообществе, одним файлом
command-remembrance-forget = стирает всё это после подтверждения
command-remembrance-chats = другие группы и каналы, которые настраиваются отсюда
option-post = ЗАПИСЬ
option-language = ЯЗЫК
describe-question = Что вы хотите узнать о 20 января 1990 года
describe-language = Язык ответа
describe-private = Видите ли ответ только вы
describe-topic = Тема из списка
describe-source = Источник из списка
describe-channel = Канал, ветка или публикация форума; не указано — здесь
describe-chat = Другая группа или канал: @имя или номер
describe-languages = Язык записей или два языка, например az+en
describe-timezone = Город, страна или имя IANA
describe-eve = Вечер накануне: ЧЧ:ММ от 00:00 до 22:00 или off
describe-day = Утро 20 января: ЧЧ:ММ от 00:00 до 22:00 или off
describe-silence = Минута молчания: в полдень по Баку, в местный полдень или off
describe-mention = Единственная роль, которую упоминают записи
describe-note = Ваши слова под каждой записью, до 300 знаков
describe-publish = Распространять записи канала объявлений
describe-event = Запланированное событие к минуте молчания
describe-clear = Какую настройку убрать или вернуть к общей
describe-log = Куда идут отчёты и предупреждения
describe-post = Какая из трёх записей
choice-post-eve = вечер накануне
choice-post-day = утро 20 января
choice-post-silence = минута молчания
choice-silence-baku = полдень в Баку
choice-silence-local = местный полдень
choice-silence-off = выключено
choice-publish-on = включено
choice-publish-off = выключено
choice-event-on = включено
choice-event-off = выключено
choice-clear-mention = упоминание
choice-clear-note = свои слова
choice-clear-language = язык
choice-clear-timezone = часовой пояс
choice-clear-log = журнал
choice-log-here = сюда
choice-log-me = мне в личные сообщения
choice-log-off = выключено
choice-language-en = английский
choice-language-az = азербайджанский
choice-language-ru = русский
choice-language-tr = турецкий

## Что не так в команде

usage-missing-preview = Назовите запись, которую хотите увидеть: eve, day или silence.
usage-unknown-option = У команды /{ $command } нет параметра «{ $name }»; ничего не изменено.
usage-unknown-option-nearest = У команды /{ $command } нет параметра «{ $name }», возможно, вы имели в виду «{ $nearest }»; ничего не изменено.
usage-not-here = Параметра «{ $name }» на этой платформе нет; ничего не изменено.
usage-not-here-nearest = Параметра «{ $name }» на этой платформе нет, возможно, вы имели в виду «{ $nearest }»; ничего не изменено.
usage-twice = «{ $name }» указано дважды; укажите один раз. Ничего не изменено.
usage-no-value = Напишите значение после «{ $name }:»; ничего не изменено.
usage-unclosed = Кавычка открыта и не закрыта; закройте её и отправьте команду снова. Ничего не изменено.
usage-stray-word = Непонятно, к чему относится «{ $word }»; пишите имя:значение, а значение с пробелами берите в кавычки. Ничего не изменено.
usage-bad-hour = «{ $given }» не подходит для { $name }: напишите час в виде ЧЧ:ММ от 00:00 до 22:00, например 09:00, или off. Ничего не изменено.
usage-bad-languages = Языка «{ $given }» здесь нет: напишите en, az, ru или tr либо два разных, например az+en. Ничего не изменено.
usage-bad-choice = Значения «{ $given }» у { $name } нет: выберите одно из { $choices }. Ничего не изменено.
usage-note-too-long = В вашем тексте { $units ->
    [one] { $units } знак
    [few] { $units } знака
   *[other] { $units } знаков
} по счёту платформы (большинство эмодзи считаются за два); сократите до { $most }. Ничего не изменено.
usage-bad-chat = «{ $given }» — не чат: напишите его @имя или номер. Ничего не изменено.
usage-many-zones = У «{ $typed }» несколько часовых поясов; назовите город или один из этих поясов: { $zones }. Ничего не изменено.
usage-no-zone = Не знаю места или часового пояса «{ $typed }»; назовите крупный город, страну или имя IANA, например Asia/Baku. Ничего не изменено.
usage-no-zone-nearest = Не знаю места или часового пояса «{ $typed }»; ближайшие: { $nearest }. Ничего не изменено.

## Кому можно и что не удалось

apology = На моей стороне произошла ошибка, ничего не изменено; попробуйте через минуту.
broke-off = Сбой произошёл у меня, вы ни при чём; пожалуйста, попробуйте ещё раз.
limit-reached = Столько вопросов за минуту я принять не могу; спросите чуть позже.
button-not-yours = Эти кнопки принадлежат тому, кто спросил; спросите сами, и у вас будут свои.
moderators-only = Это могут только администраторы этого чата; обратитесь к одному из них.
moderators-only-discord = Это могут только участники с правом «Управлять сервером»; обратитесь к одному из них.
role-unknown = Не могу узнать, администратор ли вы здесь; сделайте меня администратором этого чата или попробуйте позже. Ничего не изменено.
nowhere-to-set-up = Здесь нет сервера или чата, который можно настроить; дайте команду там, где я состою.
nothing-changed = Ничего не изменено.
chats-typed = Напишите после команды chat:@имя или chat:НОМЕР, например: /remembrance status chat:@имя.

## Места и записи

place-here = здесь
place-chat = сам чат
place-topic = тема { $topic }
this-channel = канал
post-eve = Вечер накануне (eve)
post-day = Утро 20 января (day)
post-silence = Минута молчания (silence)
post-at = { $post }: { $hour }
post-moment = , к минуте молчания { $hour }
post-off = { $post }: выключено
post-past = { $post }: в этом году время было { $hour } и уже прошло, запись выйдет в следующем году.
button-post-now = Опубликовать сейчас: { $post }
post-now-done = { $post }: публикуется сейчас, { $place }.
post-now-already = { $post }: уже опубликовано, { $place }.
post-now-too-late = { $post }: в этом году опубликовать уже нельзя.
destination = Место: { $place }
destinations-are = Записи настроены в этих местах:
no-destination = Записи не настроены: { $place }. Ничего не изменено.
no-destinations = Записи ещё нигде не настроены; это делает /remembrance set.
no-such-place = Такого места не вижу: { $place }. Выберите то, которое мне видно; ничего не изменено.
unfit-place = Там записи размещать нельзя: { $place }. Выберите текстовый канал, канал объявлений, ветку или публикацию на форуме; ничего не изменено.
mention-everyone = Упоминать всех нельзя; выберите роль тех, кто этого хочет. Ничего не изменено.
zone-unchosen = Часовой пояс ещё никто не выбрал, поэтому действует время Баку; выберите его параметром timezone, например timezone:Berlin.
silence-at-night = Минута молчания приходится у вас на ночь; с silence:local она пройдёт в полдень по вашему времени.

## Что настроено

set-done = Сохранено: { $place }
setting-language = Язык: { $languages }
setting-zone = Часовой пояс: { $zone }
setting-mention = Упоминается { $place }
setting-note = Свои слова: { $place }
setting-publish = Распространяется по каналам подписчиков
setting-event = С запланированным событием к минуте молчания
defaults-done = Сохранено; этому следуют все места без собственной настройки.
defaults-heading = Общие настройки сообщества
default-language = Язык: { $languages }
default-language-unchosen = Язык: { $languages } (никто ещё не выбрал)
default-zone = Часовой пояс: { $zone }
default-zone-unchosen = Часовой пояс: { $zone } (никто ещё не выбрал)
default-log = Отчёты и предупреждения: { $place }
default-log-me = Отчёты и предупреждения: вам в личные сообщения
default-log-off = Отчёты и предупреждения: выключены (чтобы получать их, задайте log)
log-me-nameless = Вы пишете здесь без имени, и я не знаю, кому писать; выберите log:here. Ничего не изменено.
language-own = С вами я говорю на языке: { $language }; сменить его можно командой /language en, az, ru или tr.
language-here = Здесь я говорю на языке: { $language }; администратор меняет его командой /language en, az, ru или tr.
language-own-done = Теперь я говорю с вами на языке: { $language }.
language-here-done = Теперь я говорю здесь на языке: { $language }.

## Права

right-view = «Просматривать каналы»
right-send = «Отправлять сообщения»
right-send-in-threads = «Отправлять сообщения в ветках»
right-embed = «Встраивать ссылки»
right-attach = «Прикреплять файлы»
right-mention = «Упоминание everyone, here и всех ролей»
right-history = «Читать историю сообщений»
right-create-events = «Создавать события»
right-unlock = писать в этой закрытой ветке
rights-missing-discord = Там не хватает права: { $rights }. Выдайте его в настройках канала, в разделе «Права доступа».
rights-missing-server = На сервере не хватает права: { $rights }. Выдайте его в настройках сервера, в разделе «Роли».
rights-missing-telegram = Там не хватает права: { $rights }. Выдайте его в настройках чата, в разделе «Администраторы» или «Разрешения».
rights-plain = До тех пор записи всё равно выходят, но простым текстом.
rights-no-picture = До тех пор записи всё равно выходят, но без картинки.
rights-no-event = До тех пор запланированного события не будет; записи всё равно выходят.
role-deaf = Выбранную роль нельзя уведомить или её больше нет; разрешите её упоминать или выберите другую.
publish-elsewhere = Распространять можно только записи каналов объявлений; это не такой канал.
gone-deleted = Место удалено.
gone-removed = Меня оттуда удалили.
gone-deactivated = Учётной записи больше нет.
gone-perhaps = Платформа не знает такого места; проверьте, существует ли оно.
topic-lost = Тема закрыта или удалена; пока она не открыта, записи идут в сам чат.
send-limited = Платформа просит подождать { $seconds } с; попробуйте после этого.
send-unknown = Платформа не ответила: сообщение могло появиться, а могло и нет; посмотрите, прежде чем пробовать снова.
send-refused = Платформа этого не приняла; попробуйте через минуту.

## Просмотр, репетиция, пауза

preview-of = { $post }, как это будет опубликовано: { $place }
test-done = Репетиция опубликована: { $place }. Она ни на что не влияет.
test-failed = Репетицию опубликовать не удалось: { $place }.
button-see = Показать
pause-done = Остановлено: { $place }. До /remembrance resume там ничего не публикуется.
resume-done = Возобновлено: { $place }
resume-all-done = Всё продолжается так, как было настроено.
remove-done = Удалено: { $place }. Там больше ничего не публикуется; 15 минут это можно отменить.
remove-event = Запланированное событие к минуте молчания тоже удаляется.
undo-done = Всё как было: { $place }
undo-too-late = 15 минут прошли, отменить уже нельзя; /remembrance set настроит заново.
button-undo = Отменить
button-resume = Возобновить

## Состояние и история

status-heading = Дни памяти в этом сообществе
status-held = Оператор пока придерживает: { $posts }.
status-paused = Остановлено с { $since }
health-unseen = Ещё не проверялось
health-good = В порядке (последняя проверка: { $at })
health-bad = Неисправность: { $found } (последняя проверка: { $at })
result-planned = { $post } { $year }: выйдет { $at }
result-sending = { $post } { $year }: отправляется
result-waiting = { $post } { $year }: пока не принято ({ $reason }), пробую снова
result-sent = { $post } { $year }: опубликовано { $at }
result-missed = { $post } { $year }: пропущено, время вышло ({ $reason })
result-failed = { $post } { $year }: не опубликовано, места больше нет ({ $reason })
result-cancelled = { $post } { $year }: не опубликовано ({ $reason })
result-uncertain = ; часть записи могла выйти дважды
reason-paused = в это время было остановлено
reason-removed = место удалено
reason-off = выключено
reason-rescheduled = время изменено
reason-forgotten = стёрто
reason-down = программа тогда не работала
reason-forbidden = не хватает права
untold-heading = Об этом ещё никому не сказано
history-changes = Кто и что изменил
history-none = Пока ничего не менялось.
history-posts = Что опубликовано
history-none-posted = Пока ничего не опубликовано.
action-set = настроено
action-defaults = общие настройки
action-language = язык
action-pause = остановлено
action-resume = возобновлено
action-remove = удалено
action-undo = удаление отменено
action-post-now = опубликовано сразу
actor-you = вы
actor-anonymous = администратор без имени
actor-program = программа
aside-done = Это касается людей, поэтому я отправил ответ вам в личные сообщения.
aside-closed = Это касается людей и показывается только в личных сообщениях: откройте их кнопкой.
goes-on-in-private = Это продолжится в личных сообщениях: откройте их кнопкой.
button-private = Открыть личные сообщения

## Выгрузка и стирание

export-done = Всё, что хранится об этом сообществе: номера, без имён.
nothing-stored = Об этом сообществе ничего не хранится.
forget-asks = { $count ->
    [one] Будет стёрто всё, что хранится об этом сообществе: настройки, { $count } место и вся история. Отменить это нельзя.
    [few] Будет стёрто всё, что хранится об этом сообществе: настройки, { $count } места и вся история. Отменить это нельзя.
   *[other] Будет стёрто всё, что хранится об этом сообществе: настройки, { $count } мест и вся история. Отменить это нельзя.
}
button-forget = Стереть всё
forget-done = Всё об этом сообществе стёрто из базы данных; остался лишь безымянный счёт записей. Резервные копии, сделанные оператором раньше, существуют, пока он их не удалит.
forget-event-gone = Запланированное событие к минуте молчания тоже удалено с сервера.
forget-event-stays = Запланированное событие к минуте молчания осталось на сервере: { $detail } Удалите его вручную: боту оно больше не известно.
forget-copies = { $count ->
    [one] Это ещё есть в { $count } копии, сделанной перед обновлением; она удаляется через 30 дней.
    [few] Это ещё есть в { $count } копиях, сделанных перед обновлениями; они удаляются через 30 дней.
   *[other] Это ещё есть в { $count } копиях, сделанных перед обновлениями; они удаляются через 30 дней.
}

## Календарь, приветствие, меню

calendar-heading = Ближайшие даты, { $zone }
calendar-baku = Часы указаны по Баку: часовой пояс здесь не выбран.
greeting-discord = Я отвечаю на вопросы о 20 января 1990 года с источниками (/january20 ask) и раз в год публикую записи в память о нём: где именно, модератор указывает командой /remembrance set.
greeting-group = Я отвечаю на вопросы о 20 января 1990 года с источниками (/ask) и раз в год публикую записи в память о нём, если администратор настроит это здесь.
greeting-channel = Меня добавили в «{ $title }». Если вы это настроите, раз в год я буду публиковать там записи в память о 20 января.
back-paused = Я снова здесь; всё настроено как прежде, но остановлено, пока модератор не возобновит.
button-set-up = Настроить
about-contact = Об ошибках и о личных данных: { $contact }
about-language-discord = В каждой команде можно выбрать язык; записи и ответы сервера следуют /remembrance defaults.
menu-heading = Дни памяти
menu-typed = Всё можно и написать, например: /remembrance set language:az+en timezone:Berlin eve:19:00
menu-set = Настроить здесь
menu-status = Состояние
menu-preview = Просмотр
menu-test = Репетиция
menu-pause = Остановить
menu-resume = Возобновить
menu-history = История
menu-export = Выгрузка
menu-forget = Стереть всё
