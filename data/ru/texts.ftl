# Собственные слова бота по-русски. Утверждений о событиях здесь нет: это факты,
# каждый со своими источниками.

## Даты

month = { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
month-alone = { $month ->
    [1] январь
    [2] февраль
    [3] март
    [4] апрель
    [5] май
    [6] июнь
    [7] июль
    [8] август
    [9] сентябрь
    [10] октябрь
    [11] ноябрь
   *[12] декабрь
}
date-year = { $year }
date-month = { month-alone } { $year }
date-day = { $day } { month } { $year }
date-hour = { $day } { month } { $year }, { $hour }
undated = без даты
thousands-separator = { "\u00A0" }

## Ссылки

seen-second-hand = известно из вторых рук, цитируется в: { $via }
seen-second-hand-only = известно из вторых рук
seen-pointer = лишь указатель на другие источники, не свидетельство
seen-copy = видели копию: { $via }
kind-investigation = отчёт о расследовании
kind-scholarship = научная книга
kind-press = пресса того времени
kind-news = новостное сообщение
kind-official = официальный текст
kind-opinion = авторская статья
kind-essay = эссе
kind-statement = заявление
kind-law = правовой акт
kind-speech = речь
kind-encyclopaedia = энциклопедия
kind-reference = справочная страница
kind-interview = интервью
kind-witness = рассказ очевидца

## Отказы

refusal-unsourced = У меня нет источника, который отвечает на этот вопрос, а гадать я не стану.
refusal-greeting = Здравствуйте. Я отвечаю на вопросы о ночи с 19 на 20 января 1990 года в Баку и к каждому ответу привожу источники. Задайте вопрос.
refusal-thanks = Спасибо. Пусть память о погибших живёт.
refusal-farewell = До свидания.
refusal-insult = И всё же я хотел бы помочь: спросите о 20 января 1990 года, я отвечу с источниками.
refusal-provocation = В этом я не участвую. Я передаю, что говорят источники о 20 января 1990 года, и ничего не говорю против какого-либо народа.
refusal-instruction = Я отвечаю только на вопросы о 20 января 1990 года и только по своим источникам.
refusal-identity = Я программа памяти о 20 января 1990 года: отвечаю на вопросы со ссылками и показываю, где источники расходятся. Подробнее: /about.
suggestions = Близкие вопросы, на которые я могу ответить:

## Страницы и кнопки

page = Страница { $page } из { $pages }
page-next = Следующая страница
page-previous = Предыдущая страница
button-stale = Того, к чему вела эта кнопка, больше нет; спросите ещё раз.
console-welcome = january20: ответы с источниками о 20 января 1990 года. Задайте вопрос по-русски, по-азербайджански, по-английски или по-турецки; число выбирает из списка; /help показывает команды; Ctrl-D — выход.

## Команды

commands-heading = Команды
command-ask = ответ с источниками
command-topic = факты по теме, страница за страницей
command-timeline = что и когда произошло
command-figures = каждая цифра и кто её приводит
command-sources = источники и что на каждом основано
command-about = что это, что хранится, чьи тексты использованы
option-question = ВОПРОС
option-topic = ТЕМА
option-source = ИСТОЧНИК
about-heading = Памяти 20 января 1990 года
about-what = Программа, которая отвечает на вопросы о ночи с 19 на 20 января 1990 года, когда в Баку вошли советские войска и погибли люди.
about-how = Она ничего не говорит без источника. Где источники расходятся, приводит каждое значение с указанием, кто его называет; спорное передаёт только в форме «по словам …». Она знает { $facts ->
    [one] { $facts } факт
    [few] { $facts } факта
   *[other] { $facts } фактов
} из { $sources ->
    [one] { $sources } источника
   *[other] { $sources } источников
} и прямо говорит, когда ответа нет.
about-stores = После ответа ваши вопросы не хранятся. О сервере или чате с первой настройки хранятся: идентификаторы, настройки, кто их менял и что было опубликовано. Изменения и публикации хранятся 24 месяца, затем остаются только их числа. Модераторы видят всё это по команде /remembrance export и стирают по /remembrance forget; через 30 дней после удаления бота всё стирается само.
about-texts = Факты взяты из работ, перечисленных в /sources; формулировки собственные. Если работа известна лишь из вторых рук, это сказано в ссылке.
about-language = Первым словом любой команды можно указать язык: lang:ru, lang:en, lang:az, lang:tr.

topics-heading = Темы
timeline-heading = Что и когда произошло (время бакинское)
figures-heading = Цифры и кто их приводит
sources-heading = Источники
source-carries = { $count ->
    [one] На нём основан { $count } факт:
    [few] На нём основаны { $count } факта:
   *[other] На нём основано { $count } фактов:
}
unknown-topic = Темы «{ $typed }» нет; выберите одну из этих:
unknown-topic-nearest = Темы «{ $typed }» нет. Может быть, «{ $nearest }»? Выберите одну из этих:
unknown-source = Источника, однозначно называемого «{ $typed }», нет; выберите один из этих:

usage-unknown-command = Команды /{ $name } нет; все команды показывает /help.
usage-unknown-command-nearest = Команды /{ $name } нет; может быть, /{ $nearest }?
usage-unknown-language = Языка «{ $tag }» здесь нет; напишите lang: и один из этих: { $known }.
usage-missing-ask = Напишите вопрос после /ask.
usage-superfluous = /{ $command } не принимает ничего, кроме языка, например lang:ru.
usage-too-long = Это длиннее { $most } знаков, больше я прочитать не могу; спросите короче.

## Темы

topic-names = Названия и даты
topic-background = Что этому предшествовало
topic-emergency = Чрезвычайное положение и информационная блокада
topic-forces = Войска и приказы
topic-night = Та ночь
topic-casualties = Погибшие, раненые, пропавшие без вести
topic-arrests = Аресты
topic-damage = Разрушения
topic-response = Протест в Москве
topic-mourning = Похороны
topic-parliament = Парламент, январь 1990 года
topic-legal = Право и оценка
topic-memorial = Аллея шехидов
topic-commemoration = Как вспоминают
topic-visits = Посещения
topic-practical = Практическое и источники
topic-meaning = Значение
topic-statements = Высказывания
topic-aftermath = Последующие события

## Цифры

bound-more-than = более { $value }
bound-at-least = не менее { $value }
bound-about = около { $value }
bound-nearly = почти { $value }
bound-up-to = до { $value }
unit-killed = Убитые
unit-soldiers-killed = Погибшие военнослужащие
unit-armenians-killed = Армяне, убитые во время погрома
unit-fatally-injured = Смертельно раненные
unit-injured = Раненые
unit-soldiers-injured = Раненые военнослужащие
unit-missing = Пропавшие без вести
unit-arrested = Арестованные
unit-transferred = Вывезенные в тюрьмы других мест
unit-martyrs = Признанные шехидами
unit-buried = Похороненные
unit-graves = Могилы
unit-troops = Войска
unit-reinforcements = Подкрепления
unit-homes = Дома
unit-vehicles = Машины
unit-mourners = Участники похорон
unit-residents = Жители
unit-displaced = Изгнанные
unit-years = Годы
unit-months = Месяцы
unit-days = Дни
unit-hours = Часы
unit-kilometres = Километры
unit-miles = Мили
unit-volumes = Тома дела
unit-places = Места
unit-ethnic-groups = Этнические группы

## Публикации

anniversary = { $years }-я годовщина
post-title-eve = Завтра 20 января: { anniversary }
post-title-day = 20 января: { anniversary }
post-title-silence = Минута молчания, 20 января { $year } года
post-rehearsal = РЕПЕТИЦИЯ. Это только проба; настоящая публикация придёт в своё время.
post-note = Слова этого сообщества:
date-day-only = { $day } { month }
