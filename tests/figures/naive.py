"""A model by hand for tests: counts of one phrase, and random paths through them in the shape that figures take."""

import random
from collections import Counter, defaultdict

PAD = "~"


def dictionary(phrase, order):
    """Count what follows each history, in order of first occurrence."""
    padded = PAD * order + phrase
    counts = defaultdict(Counter)
    for place in range(len(phrase) + 1):
        character = phrase[place] if place < len(phrase) else ""
        counts[padded[place : place + order]][character] += 1
    return {
        history: {character: count / sum(found.values()) for character, count in found.items()}
        for history, found in counts.items()
    }


def path(model, order, text, *, name, kind, ended=True, forks_from=None, loops_to=None):
    """Return one path that writes ``text``, step by step."""
    padded, steps, probability = PAD * order + text, [], 1.0
    for place in range(len(text) + ended):
        history = padded[place : place + order]
        character = text[place] if place < len(text) else ""
        chance = model[history][character]
        steps.append({"history": history, "char": character, "p": chance, "choices": len(model[history])})
        probability *= chance
    return {
        "name": name,
        "kind": kind,
        "text": text,
        "probability": probability,
        "steps": steps,
        "forks_from": forks_from,
        "loops_to": loops_to,
    }


def walk(model, order, text, rng, longest):
    """Continue a text at random; return it and whether it ended by itself."""
    while len(text) < longest:
        following = model[(PAD * order + text)[-order:]]
        character = rng.choice(list(following))
        if character == "":
            return text, True
        text += character
    return text, False


def generation_path(phrase, order, seed=0, *, most=3):
    """Return values of a generation path: the phrase itself and paths that leave it at random."""
    rng, model = random.Random(seed), dictionary(phrase, order)
    paths = [path(model, order, phrase, name="happy", kind="happy")]
    forks = [step for step, made in enumerate(paths[0]["steps"]) if made["choices"] > 1]
    rng.shuffle(forks)
    for number, step in enumerate(forks[: most - 1]):
        taken = paths[0]["steps"][step]["char"]
        others = [character for character in model[paths[0]["steps"][step]["history"]] if character != taken]
        character = rng.choice(others)
        text, ended = phrase[:step] + character, character == ""
        if not ended:
            text, ended = walk(model, order, text, rng, len(phrase) + 4)
        fork = {"path": 0, "step": step}
        paths.append(path(model, order, text, name=f"branch {number}", kind="branch", ended=ended, forks_from=fork))
    histories = [
        {"history": history, "next": [list(pair) for pair in found.items()]} for history, found in model.items()
    ]
    return {"phrase": phrase, "order": order, "pad": PAD, "corpus": None, "histories": histories, "paths": paths}


def remix(order=2):
    """Return the animation of the post this program began from: a happy, a branching and a looping path, 22 steps."""
    phrase = "This is the remix."
    model = dictionary(phrase, order)
    paths = [path(model, order, phrase, name="happy", kind="happy")]
    if order == 2:
        branch = {"path": 0, "step": 5}
        paths.append(path(model, order, "This the remix.", name="branch", kind="branch", forks_from=branch))
        loop, fork = "This is is is is is i", {"path": 0, "step": 8}
        paths.append(path(model, order, loop, name="loop", kind="loop", ended=False, forks_from=fork, loops_to=5))
    histories = [
        {"history": history, "next": [list(pair) for pair in found.items()]} for history, found in model.items()
    ]
    return {"phrase": phrase, "order": order, "pad": PAD, "corpus": None, "histories": histories, "paths": paths}
