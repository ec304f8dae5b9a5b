"""Writes `[countries]` of data/places.toml, and `[countries]` and `[zones]` of
data/<language>/places.toml, keeping their `[cities]`, which are written by hand.

Needs the Python package Babel (names from Unicode CLDR) and the tz database:

    python3 tools/places.py /usr/share/zoneinfo

The principal zone of a country is the first of its rows in zone.tab, but for
those in PRINCIPAL, where that order is another.
"""

import sys
from collections import defaultdict
from pathlib import Path

from babel import Locale
from babel.dates import get_timezone_location

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ["en", "az", "ru", "tr"]
PRINCIPAL = {"UA": "Europe/Kyiv", "RU": "Europe/Moscow", "CA": "America/Toronto", "AU": "Australia/Sydney",
             "BR": "America/Sao_Paulo", "MX": "America/Mexico_City", "MN": "Asia/Ulaanbaatar",
             "KZ": "Asia/Almaty", "CD": "Africa/Kinshasa", "ID": "Asia/Jakarta", "UZ": "Asia/Tashkent"}
# What people call a country besides its name in CLDR.
ALSO = {
    "US": ["USA", "United States of America", "America", "ABŞ", "США", "Америка", "ABD", "Amerika"],
    "GB": ["UK", "Great Britain", "Britain", "England", "İngiltərə", "Britaniya", "Англия", "Британия", "İngiltere"],
    "AE": ["UAE", "BƏƏ", "ОАЭ", "BAE"],
    "NL": ["Holland", "Hollandiya", "Голландия", "Hollanda"],
    "CZ": ["Czech Republic", "Çexiya", "Чешская Республика", "Çek Cumhuriyeti"],
    "TR": ["Turkey", "Türkiye"],
    "KR": ["South Korea", "Korea", "Koreya", "Корея", "Kore"],
}


def quoted(text):
    return '"' + text + '"'


def zones(folder):
    countries = defaultdict(list)
    for line in (folder / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            countries[country].append(zone)
    for country, first in PRINCIPAL.items():
        countries[country].sort(key=lambda zone: zone != first)
    return countries


def cities(path):
    text = path.read_text()
    return text[text.index("[cities]"):]


def main(folder):
    countries = zones(folder)
    known = sorted({zone for of in countries.values() for zone in of})
    out = ["# Which zones a country has, its principal one first; other names of a country; and",
           "# the zones of cities that no zone is named after. Names stand in <language>/places.toml.",
           "# The cities are written by hand, the rest by tools/places.py.", "", "[countries]"]
    out += [f"{country} = [{', '.join(map(quoted, of))}]" for country, of in sorted(countries.items())]
    out += ["", "[also]"]
    out += [f"{country} = [{', '.join(map(quoted, names))}]" for country, names in sorted(ALSO.items())]
    path = DATA / "places.toml"
    path.write_text("\n".join([*out, "", cities(path)]))
    for language in LANGUAGES:
        locale = Locale(language)
        out = ["# What countries, the cities that zones are named after, and further cities are called.",
               "# Countries and zones are from Unicode CLDR, by tools/places.py; cities are written by hand.",
               "", "[countries]"]
        out += [f"{country} = {quoted(locale.territories[country])}" for country in sorted(countries)]
        out += ["", "[zones]"]
        for zone in known:
            name = get_timezone_location(zone, locale, return_city=True).split("/")[-1]
            out.append(f"{quoted(zone)} = {quoted(name)}")
        path = DATA / language / "places.toml"
        path.write_text("\n".join([*out, "", cities(path)]))


main(Path(sys.argv[1]))
