"""Two invented articles that tests of the whole chain ask about."""

BRIDGE = (
    "Bridge opens at Mallo\n\nMALLO - The new bridge over the Tarn opened on Friday, nine years "
    "late. Ines Roth, who is 61 years old, designed it and cut the ribbon.\n\n"
    "The bridge cost nine million crowns, the town council said. Mayor Ole Brandt called it "
    "“the best day of my life.”\n\n"
    "Traffic was closed because the old bridge had cracked in a flood."
)
FERRY = (
    "Ferry strike ends\n\nCrews of the Selwick ferry went back to work on Monday after a strike of "
    "eleven days. The union's leader, Tomas Bui, said that both sides had given way.\n\n"
    "The strike began after the company cut the night allowance."
)
