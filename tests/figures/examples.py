"""One example of values for every kind of figure (all numbers invented), and some at the edges."""

from .naive import remix

FUNNEL = {
    "funnels": [
        {
            "title": "demo",
            "stages": [
                {"label": "links to blog posts", "count": 79862},
                {"label": "of a single popular song", "count": 56407, "drops": {"round-up": 20000, "playlist": 3455}},
                {"label": "readable", "count": 41220, "drops": {"gone": 13000, "too short": 2187}},
                {"label": "in English", "count": 35013, "drops": {"language": 6207}},
            ],
        }
    ]
}
TWO_FUNNELS = {
    "funnels": [
        *FUNNEL["funnels"],
        {
            "title": "own",
            "stages": [{"label": "links", "count": 2000}, {"label": "kept", "count": 1584, "drops": {"round-up": 416}}],
        },
    ]
}
_EDGES = (0, 10, 50, 100, 200, 500, 1000, None)
_COUNTS = (57, 262, 481, 501, 250, 30, 3)
HISTOGRAM = {
    "unit": "words",
    "what": "reviews",
    "bins": [
        {"low": low, "high": high, "count": count}
        for low, high, count in zip(_EDGES, _EDGES[1:], _COUNTS, strict=False)
    ],
    "total": 1584,
    "mean": 132.04,
    "median": 98.0,
}
BAR = {
    "unit": "%",
    "categories": ["TensorFlow", "PyTorch", "A framework with a rather long name", "Keras"],
    "series": [{"name": "loved", "values": [73.5, 68.0, None, 41.2]}],
    "source": {"text": "A survey", "url": "https://example.org/survey"},
    "date": "2018-03-13",
}
GROUPED = {
    "unit": "bits",
    "categories": ["order 2", "order 4", "order 6"],
    "series": [
        {"name": "Unsmoothed", "values": [3.2, 2.5, None]},
        {"name": "Kneser-Ney", "values": [3.1, 2.3, 2.05]},
        {"name": "Difference", "values": [-0.3, 0.4, -1.05]},
    ],
}
ORDER_CURVE = {
    "unit": "bits a character",
    "orders": [1, 2, 3, 4, 5, 6, 7, 8],
    "series": [
        {"name": "Unsmoothed", "model": "mle", "values": [3.42, 2.95, None, None, None, None, None, None]},
        {"name": "Kneser-Ney", "model": "kneser-ney", "values": [3.42, 2.94, 2.55, 2.3, 2.18, 2.12, 2.1, 2.13]},
        {"name": "Witten-Bell", "model": "witten-bell", "values": [3.43, 2.96, 2.6, 2.36, 2.25, 2.2, 2.22, 2.25]},
    ],
    "held_out": {"texts": 96, "characters": 52000, "share": 0.2, "seed": 1},
}
LEARNING_CURVE = {
    "unit": "bits a character",
    "days": ["2018-05-25", "2018-06-01", "2018-06-08", "2018-06-15"],
    "texts": [310, 380, 421, 461],
    "series": [
        {"name": "Kneser-Ney", "model": "kneser-ney", "values": [2.31, 2.19, 2.142, 2.1], "orders": [6, 8, 8, 12]},
        {"name": "Unsmoothed", "model": "mle", "values": [None, None, None, 2.9], "orders": [None, None, None, 1]},
    ],
    "held_out": {"texts": 71, "characters": 50120, "left_out": 14, "share": 0.2, "seed": 1},
}
ONE_DAY = {
    **LEARNING_CURVE,
    "days": ["2018-05-25"],
    "texts": [310],
    "series": [{"name": "Kneser-Ney", "model": "kneser-ney", "values": [2.31], "orders": [6]}],
}
YEARS = {**LEARNING_CURVE, "days": ["2015-06-01", "2016-06-01", "2017-06-01", "2018-06-01"]}
SAMPLES = {
    "corpus": "demo",
    "samples": [
        {
            "text": "The drums walk home.\nThen <b>nothing</b> & more",
            "order": 4,
            "model": "mle",
            "seed": 7,
            "index": 3,
            "batch": 20,
            "temperature": 1.0,
            "prompt": "The",
            "ended": True,
        },
        {
            "text": "A bass line like a held br",
            "order": 10,
            "model": "kneser-ney",
            "seed": 7,
            "index": 0,
            "batch": 20,
            "temperature": 0.8,
            "prompt": "",
            "ended": False,
        },
    ],
}
LINE = {
    "unit": "bits a character",
    "categories": [f"week {week}" for week in range(1, 9)],
    "series": [
        {"name": "held out", "values": [3.4, 2.9, 2.6, 2.4, None, 2.2, 2.15, 2.1]},
        {"name": "training", "values": [3.3, 2.7, 2.2, 1.9, 1.7, 1.5, 1.4, 1.32]},
    ],
}
SCATTER = {
    "categories": [f"blog {letter}" for letter in "ABCDEFGH"],
    "series": [
        {"name": "words a review", "values": [60, 72, 115, 160, 190, 240, None, 330]},
        {"name": "bits a character", "values": [2.31, 2.48, 2.02, 2.22, 2.09, 2.46, 2.0, 1.93]},
    ],
}
_LETTERS = " etaoinshr."
HEATMAP = {
    "unit": "",
    "categories": list(_LETTERS),
    "series": [
        {
            "name": letter,
            "values": [round((row * 7 + column * 3) % 11 / 30, 3) or None for row in range(len(_LETTERS))],
        }
        for column, letter in enumerate(_LETTERS)
    ],
}
CALENDAR = {
    "unit": "words",
    "categories": ["2018-06-08", "2018-06-15", "2018-06-29", "2018-07-06", "2018-08-03"],
    "series": [{"name": "words published", "values": [1200, 840, 2375, None, 1510]}],
}
TIMELINE = {
    "events": [
        {
            "date": "2018-06-08",
            "text": "A first post with a sentence that is long enough to need a second line on phones",
        },
        {"date": "2018-06-15", "text": "A second post"},
        {"date": "2018-08-31", "text": "The talk", "group": "talks"},
    ]
}
LIMITS = {
    "orders": [1, 4, 8, 16],
    "model": "Kneser-Ney",
    "bits": [3.52, 2.159, 2.087, 2.0841],
    "unseen": [0.0, 0.055, 0.541, 0.962],
    "novel": [1.0, 0.99, 0.264, 0.0],
    "longest": [11, 26, 183, 400],
    "loops": [0.0, 0.01, 0.05, 0.07],
    "loop": ["", " with a pair with a pair with ", "s the appeals the appeal", " paa-pa, paa-pa, "],
    "people": {"novel": 0.955, "longest": 39, "loops": 0.022, "loop": " turned it up and turned it up and "},
    "measured": {"samples": 100, "length": 1000, "copies": 50, "cut": 400, "seed": 1},
    "at_least": 20,
    "held_out": {"texts": 92, "characters": 67765, "leakage": {"share": 0.0041, "at_least": 50}},
}

EXAMPLES = {
    "bar": ("bar", BAR, {"title": "Share of developers who want to go on"}),
    "bar-grouped": ("bar", GROUPED, {}),
    "calendar": ("calendar", CALENDAR, {}),
    "explore-ngrams": ("explore-ngrams", {**remix(), "sentences": ["to be or not to be"]}, {}),
    "funnel": ("funnel", FUNNEL, {}),
    "funnel-reasons": ("funnel", FUNNEL, {"reasons": True, "title": "From links to reviews"}),
    "funnel-two": ("funnel", TWO_FUNNELS, {}),
    "generation-path": ("generation-path", remix(), {}),
    "generation-path-svg": ("generation-path", remix(), {"format": "svg"}),
    "heatmap": ("heatmap", HEATMAP, {}),
    "histogram": ("histogram", HISTOGRAM, {}),
    "limits": ("limits", LIMITS, {"corpus": "demo", "title": "What more memory buys"}),
    "line": ("line", LINE, {"title": "Eight Fridays"}),
    "learning-curve": ("learning-curve", LEARNING_CURVE, {"corpus": "demo"}),
    "learning-curve-years": ("learning-curve", YEARS, {"corpus": "demo", "title": "Four summers"}),
    "learning-curve-one-day": ("learning-curve", ONE_DAY, {"corpus": "demo"}),
    "order-curve": ("order-curve", ORDER_CURVE, {}),
    "samples": ("samples", SAMPLES, {}),
    "scatter": ("scatter", SCATTER, {}),
    "timeline": ("timeline", TIMELINE, {}),
}
