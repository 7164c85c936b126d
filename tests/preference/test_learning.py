"""From marks to a model: the same bytes each time, refused where there is nothing to learn, the plainer kind first."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from culling.audit.holdout import Lock
from culling.preference import Learned, LearningError, learn
from culling.preference.examples import FEWEST, lesson, said_by_marks
from culling.preference.words import learned_from, sentences
from tests.preference.made import BASIS, Made, made


def learned(photos: Made, **given: object) -> Learned:
    return learn(photos.table, photos.said, photos.vectors, BASIS, **given)  # type: ignore[arg-type]


def test_what_the_marks_follow_is_learned_and_the_same_marks_give_the_same_bytes() -> None:
    photos = made(240, seed=1)
    found = learned(photos)
    assert found.refusal == ""
    told = found.model.told
    seems = told["better_by"] > told["standard_error"]
    assert told["chosen"] == ("measures and picture" if seems else "measures"), "the picture says nothing here"
    assert found.tried.auc.low > 0.6, "forty measures say nothing, one does"
    assert found.model.directions()["blur"] == -1
    assert next(iter(found.model.importance(photos.table).index)) == "blur"
    backwards = Made(photos.table.iloc[::-1], dict(reversed(photos.said.items())), photos.vectors[::-1])
    assert learned(backwards).model.json() == found.model.json(), "neither order of marking nor of photos counts"


def test_the_picture_is_read_where_it_helps_beyond_chance() -> None:
    found = learned(made(260, of_blur=0.7, of_picture=2.5))
    told = found.model.told
    assert told["chosen"] == "measures and picture"
    assert told["better_by"] > told["standard_error"] > 0
    assert found.model.uses_vectors
    assert "vectors" in found.model.basis
    assert any(line.startswith("What is in the picture helps") for line in sentences(found.model))


def test_without_vectors_measures_alone_are_read() -> None:
    photos = made(120)
    photos.vectors[: len(photos.vectors) // 4] = np.nan
    found = learned(photos)
    assert list(found.model.told["kinds"]) == ["measures"]
    assert "too few photos have a vector" in " ".join(sentences(found.model))


def test_marks_at_random_are_refused_in_plain_words() -> None:
    found = [learned(made(100, of_blur=0.0, seed=seed)) for seed in range(4)]
    refused = [one.refusal for one in found if one.refusal]
    assert len(refused) >= 3, "once in forty by chance"
    assert "cannot be told apart by these numbers" in refused[0]
    assert "not saved" in refused[0]


@pytest.mark.parametrize(
    ("keeps", "rejects", "words"),
    [
        (0, 0, "0 marks to learn from .* mark 20 more keeps and 20 more rejects"),
        (12, 0, r"12 marks to learn from \(12 keeps, 0 rejects\); at least 20 keeps and 20 rejects are needed"),
        (40, FEWEST - 1, "mark 1 more reject"),
    ],
)
def test_too_few_marks_or_one_class_are_refused_with_what_is_missing(keeps: int, rejects: int, words: str) -> None:
    photos = made(120)
    paths = list(photos.table.index)
    photos.said = dict.fromkeys(paths[:keeps], "keep") | dict.fromkeys(paths[50 : 50 + rejects], "reject")
    with pytest.raises(LearningError, match=words):
        learned(photos)


def test_it_can_be_stopped_and_tells_how_far_it_is() -> None:
    photos, cancel, seen = made(120), threading.Event(), []

    def note(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 4:
            cancel.set()

    with pytest.raises(LearningError, match="stopped; nothing was changed"):
        learned(photos, progress=note, cancel=cancel)
    assert seen == [(done, 32) for done in range(5)]


def test_copies_count_once_contradictions_and_doubt_not_at_all() -> None:
    photos = made(100)
    paths, contents = list(photos.table.index), photos.table["content_hash"].to_numpy(object, copy=True)
    contents[[1, 3, 4]] = [contents[0], contents[2], None]
    photos.table["content_hash"] = contents
    photos.said |= {paths[0]: "keep", paths[1]: "keep", paths[2]: "keep", paths[3]: "reject", paths[5]: "maybe"}
    photos.said["gone.jpg"] = "keep"
    found = lesson(photos.table, photos.said)
    assert len(found) == 100 - 1 - 2 - 1 - 1
    assert (found.contradicting, found.unusable, found.maybe, found.copies) == (2, 1, 1, 1)
    assert list(found.contents) == sorted(set(found.contents))
    table = photos.table
    expected = [photos.said[path] == "keep" for path in table.index[found.rows]]
    assert found.keep.tolist() == expected


def test_must_have_is_a_keep() -> None:
    table = made(4).table
    table["mark"] = ["must-have", "keep", "maybe", None]
    assert list(said_by_marks(table).values()) == ["keep", "keep", "maybe"]


def test_the_hash_of_the_training_set_follows_from_photos_answers_and_what_is_read() -> None:
    photos = made(60)
    found = lesson(photos.table, photos.said)
    before = found.sha256("blur 1")
    assert len(before) == 64
    assert found.sha256("blur 2") != before
    turned = photos.said | {
        photos.table.index[0]: "keep" if photos.said[photos.table.index[0]] == "reject" else "reject"
    }
    assert lesson(photos.table, turned).sha256("blur 1") != before
    moved = photos.table.set_axis([f"moved/{path}" for path in photos.table.index])
    said = {f"moved/{path}": answer for path, answer in photos.said.items()}
    assert lesson(moved, said).sha256("blur 1") == before, "a photo is its content, not its name"


def test_constant_missing_and_infinite_looking_columns_do_no_harm() -> None:
    photos = made(120)
    photos.table["contrast"] = 3.0
    photos.table["blur"] = np.nan
    photos.table["sharp_area"] = (photos.keep).astype(float)
    del photos.table["entropy"]
    found = learned(photos)
    assert found.tried.auc.value == 1.0, "told apart without a fault"
    assert found.tried.auc.low < 1
    assert np.isfinite(found.model.linear.weights).all()
    assert found.model.p_keep(photos.table, photos.vectors).min() > 0


def test_two_thousand_marks_take_seconds() -> None:
    import time

    photos = made(2000, shoots=12, size=256)
    begun = time.process_time()
    assert learned(photos).refusal == ""
    assert time.process_time() - begun < 30, "under 10 s on an idle core; other work shares the machine's caches"


def test_what_is_locked_away_is_left_out_by_content() -> None:
    photos = made(120)
    lock, table = Lock("salt", 0.3), photos.table.copy()
    table.iloc[1, table.columns.get_loc("content_hash")] = table["content_hash"].iloc[0]
    table.iloc[2, table.columns.get_loc("content_hash")] = None
    said = dict.fromkeys(table.index, "keep") | {table.index[5]: "maybe"}
    held = {content for content in table["content_hash"].dropna() if lock.holds([content])[0]}
    found = lesson(table, said, lock)
    assert not held & set(found.contents)
    clear = table.drop(table.index[5])
    assert found.locked == clear["content_hash"].isin(held).sum() > 10
    assert len(found) + found.copies + found.locked + found.unusable + found.maybe == 120
    assert lesson(table, said).locked == 0
    model = learn(photos.table, photos.said, photos.vectors, BASIS, lock=lock).model
    assert not {content for content in photos.table["content_hash"] if lock.holds([content])[0]} & set(model.trained)
    assert learned_from(model.told).endswith(f"{model.told['locked']} photos are locked away and not learned from.")
