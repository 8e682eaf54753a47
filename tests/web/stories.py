"""A few small articles, made up for the tests of the page."""

RAIN = (
    "Rain in Mallo\n\n12 March 2024\n\n"
    "It rained for six days in Mallo, and the river Tarn rose by two metres. "
    "Nobody was hurt. The mayor, Ines Roth, thanked the fire brigade.\n\n"
    "The old bridge was closed on Monday. Nobody was hurt. Work on a new one begins in May.\n"
)
SNOW = (
    "# Snow in Brin\n\n2 January 2025\n\n"
    "It snowed for nine days in Brin. Schools stayed closed until Friday.\n\n"
    "## What comes next\n\n"
    "A thaw is expected at the weekend, the weather office said.\n"
)
SCRIPT = (
    "A <b>bold</b> tale\n\n"
    "<script>window.hacked = true</script> It is a tale of a baker.\n\n"
    "The baker Olle Fint sells forty loaves a day "
    '<img src="x" onerror="window.hacked = true">.\n\n'
    "He opens at five & closes at noon.\n"
)
FILES = {"rain.txt": RAIN, "snow.md": SNOW, "script.txt": SCRIPT}

FIRE = (
    "Fire at the Lindow mill\n\nMonday, March 4, 2019\n\n"
    "A fire broke out at the Lindow mill on Sunday night. Twelve people died in the fire at the "
    "Lindow mill, the fire chief Jo Roth said. The roof fell in shortly before midnight.\n"
)
MORE = (
    "Lindow mill fire: more dead than thought\n\nWednesday, March 6, 2019\n\n"
    "The town of Lindow is in mourning. Fourteen people died in the fire at the Lindow mill, the "
    "fire chief Jo Roth said on Tuesday. A service will be held in the church.\n"
)
FIRES = {"fire.txt": FIRE, "more.txt": MORE}
DIED = "How many people died in the fire at the Lindow mill?"

HAIL = (
    "Hail over Dorn\n\nHail fell on Dorn for twelve minutes. "
    "It broke ninety windows, said Ulf Berg.\n"
)

RAINED = "How many days did it rain in Mallo?"
BRIDGE = "When does work on a new bridge begin?"
SNOWED = "How many days did it snow in Brin?"
LOAVES = "How many loaves does Olle Fint sell?"
HAILED = "How many windows did the hail break?"
