import dataclasses
import hashlib
import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.errors import CullingError
from culling.metrics import METRICS
from culling.policy import MAX_FILE_BYTES, Policy, Rule, Unless
from culling.presets import PRESETS, get_policy

finite = st.floats(allow_nan=False, allow_infinity=False)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    metric = draw(st.sampled_from([metric.name for metric in METRICS]))
    side = draw(st.sampled_from(["below", "above"]))
    low, high = sorted((draw(finite), draw(finite)))
    reject, maybe = (low, high) if side == "below" else (high, low)
    unless = None
    if draw(st.booleans()):
        other = draw(st.sampled_from([known.name for known in METRICS if known.name != metric]))
        unless = Unless(other, draw(st.sampled_from(["below", "above"])), draw(finite))
    return Rule(metric, side, reject, draw(st.sampled_from([None, maybe])), unless)


rule_lists = st.lists(rules(), max_size=8, unique_by=lambda rule: rule.key).map(tuple)
policies = st.builds(Policy, names, rule_lists, st.booleans())

BROKEN = [
    ("", "name is missing"),
    ("name = 3", "name"),
    ('name = " "', "not empty"),
    ("name = ", "not TOML"),
    ('name = "x"\nrules = 3', r"\[\[rules\]\]"),
    ('name = "x"\nrules = [1]', r"\[\[rules\]\]"),
    ('name = "x"\nguard = "yes"', "guard of a policy must be true or false, got 'yes'"),
    ('name = "x"\nguard = 1', "guard of a policy must be true or false, got 1"),
    ('name = "x"\ngaurd = true', "unknown key 'gaurd'; did you mean 'guard'"),
    ('name = "x"\nrule = 3', "unknown key 'rule'; did you mean 'rules'"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"', "either reject_below or reject_above"),
    ('name = "x"\n[[rules]]\nreject_below = 3', "needs metric"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_bellow = 3', "did you mean 'reject_below'"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 3\nreject_above = 4', "two sides are two"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 3\nmaybe_above = 4', "must be maybe_below"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = nan', "reject cutoff of luminance"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = "3"', "finite number"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = true', "finite number"),
    ('name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 1979-05-27', "finite number"),
    (f'name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 1{"0" * 400}', "finite number"),
    (f'name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 1{"0" * 9000}', "digits"),
    ('name = "x"\n[[rules]]\nmetric = ["luminance"]\nreject_below = 3', "text in quotes"),
    ('name = "x"\n[[rules]]\nmetric = "luminence"\nreject_below = 3', "did you mean 'luminance'"),
    (f"name = {'[' * 100_000}", "nested too deeply"),
    *[
        (f'name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 3\nunless = {written}', says)
        for written, says in (
            ("3", "rule 1: unless is no condition: give a table such as unless = { metric"),
            ('{ metric = "entropy" }', "unless needs metric in quotes and either above or below"),
            ("{ above = 3 }", "unless needs metric in quotes"),
            ("{ metric = 3, above = 3 }", "unless needs metric in quotes"),
            ('{ metric = "entropy", above = 3, below = 2 }', "either above or below"),
            ('{ metric = "entropy", abov = 3 }', "unless: unknown key 'abov'; did you mean 'above'"),
            ('{ metric = "entropi", above = 3 }', "did you mean 'entropy'"),
            ('{ metric = "entropy", above = nan }', "unless cutoff of entropy must be a finite number"),
            ('{ metric = "entropy", above = "3" }', "unless cutoff of entropy must be a finite number"),
            ('{ metric = "luminance", above = 3 }', "cannot be exempt by luminance: move its cutoff instead"),
        )
    ],
]


def test_the_side_follows_from_the_direction_of_the_measure():
    assert Rule("laplacian_variance", reject=400).side == "below"
    assert Rule("noise_sigma", reject=12).side == "above"
    with pytest.raises(ValueError, match="luminance has no better end: name the side"):
        Rule("luminance", reject=25)


def test_an_unknown_metric_gets_a_suggestion_and_the_choices():
    with pytest.raises(ValueError, match="did you mean 'laplacian_variance'") as caught:
        Rule("laplacian_varience", reject=400)
    assert all(metric.name in str(caught.value) for metric in METRICS)


@pytest.mark.parametrize("cutoff", [math.nan, math.inf, -math.inf, True, "400", None, 10**400, [1]])
def test_a_cutoff_must_be_a_finite_number(cutoff):
    with pytest.raises(ValueError, match="reject cutoff of noise_sigma must be a finite number"):
        Rule("noise_sigma", "above", cutoff)
    if cutoff is not None:
        with pytest.raises(ValueError, match="maybe cutoff of noise_sigma must be a finite number"):
            Rule("noise_sigma", "above", 12, cutoff)


def test_a_rule_without_a_cutoff_is_no_rule():
    with pytest.raises(ValueError, match="reject cutoff"):
        Rule("noise_sigma")


def test_the_band_of_doubt_lies_on_the_keep_side():
    assert Rule("luminance", "below", 25, 40).maybe == 40
    assert Rule("luminance", "above", 230, 210).maybe == 210
    with pytest.raises(ValueError, match="maybe cutoff 20 of luminance lies on the rejected side of below 25"):
        Rule("luminance", "below", 25, 20)
    with pytest.raises(ValueError, match="give at most 230"):
        Rule("luminance", "above", 230, 240)
    with pytest.raises(ValueError, match="'below' or 'above', got 'under'"):
        Rule("luminance", "under", 25)  # type: ignore[arg-type]


def test_a_policy_refuses_what_is_no_set_of_rules():
    dark = Rule("luminance", "below", 25)
    bright = Rule("luminance", "above", 230)
    assert Policy("both ends", (dark, bright)).rules_on("luminance") == (dark, bright)
    with pytest.raises(ValueError, match="two rules on luminance below"):
        Policy("twice", (dark, Rule("luminance", "below", 30)))
    with pytest.raises(ValueError, match="Rule objects, got 'luminance'"):
        Policy("text", ("luminance",))  # type: ignore[arg-type]
    for name in ("", "  \n", None, 3):
        with pytest.raises(ValueError, match="name that is not empty"):
            Policy(name)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no Unicode text"):
        Policy("half a pair \ud800")


def test_rules_and_policies_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Rule("luminance", "below", 25).reject = 30  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        Policy("x").name = "y"  # type: ignore[misc]


@given(policies)
def test_toml_gives_the_policy_back_exactly(policy):
    text = policy.to_toml()
    again = Policy.from_toml(text)
    assert again == policy
    assert again.to_toml() == text
    assert again.policy_id == policy.policy_id
    assert tomllib.loads(text)["name"] == policy.name


@given(policies, st.randoms())
def test_the_order_of_the_rules_does_not_matter(policy, random):
    shuffled = list(policy.rules)
    random.shuffle(shuffled)
    assert Policy(policy.name, tuple(shuffled), policy.guard) == policy


def test_the_id_follows_the_rules_and_not_the_name():
    rule = Rule("luminance", "below", 25)
    assert Policy("a", (rule,)).policy_id == Policy("b", (rule,)).policy_id
    assert Policy("a", (Rule("luminance", "below", 25.000000000000004),)).policy_id != Policy("a", (rule,)).policy_id
    assert (
        Policy("a", (Rule("luminance", "below", -0.0),)).policy_id
        == Policy("a", (Rule("luminance", "below", 0),)).policy_id
    )
    assert len(Policy("a").policy_id) == 12


def test_a_policy_without_a_guard_keeps_the_text_and_the_id_that_it_had_before_there_were_guards():
    policy = Policy("x", (Rule("luminance", "below", 25),))
    text = '\n[[rules]]\nmetric = "luminance"\nreject_below = 25.0\n'
    assert policy.to_toml() == f'name = "x"\n{text}'
    assert policy.policy_id == hashlib.sha256(text.encode()).hexdigest()[:12]
    assert Policy.from_toml(f'name = "x"\nguard = false\n{text}') == policy
    guarded = policy.guarding()
    assert guarded.to_toml() == f'name = "x"\nguard = true\n{text}'
    assert guarded.policy_id != policy.policy_id
    assert policy.diff(guarded) == ["guard: off → on"]
    assert guarded.diff(policy) == ["guard: on → off"]
    assert guarded.guarding(False) == policy
    assert guarded.replace(Rule("entropy", reject=4)).without("entropy") == guarded


def test_the_canonical_toml_is_what_a_person_would_write():
    policy = Policy('my "best"', (Rule("noise_sigma", reject=12), Rule("laplacian_variance", reject=400, maybe=600)))
    assert policy.to_toml() == (
        'name = "my \\"best\\""\n'
        '\n[[rules]]\nmetric = "laplacian_variance"\nreject_below = 400.0\nmaybe_below = 600.0\n'
        '\n[[rules]]\nmetric = "noise_sigma"\nreject_above = 12.0\n'
    )


@pytest.mark.parametrize(("text", "says"), BROKEN, ids=range(len(BROKEN)))
def test_broken_toml_says_what_and_where(text, says, tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text(text)
    with pytest.raises(CullingError, match=says) as caught:
        Policy.load(file)
    assert "broken.toml" in str(caught.value)


def test_not_toml_names_the_position():
    with pytest.raises(CullingError, match=r"mine is not TOML: .*line 2, column 3"):
        Policy.from_toml('name = "x"\n[[[', source="mine")


def test_a_wrong_rule_is_named_by_its_place_and_metric():
    text = 'name = "x"\n[[rules]]\nmetric = "luminance"\nreject_below = 3\n[[rules]]\nmetric = "entropy"\nrejct = 4'
    with pytest.raises(CullingError, match=r"rule 2 \('entropy'\): unknown key 'rejct'"):
        Policy.from_toml(text)


def test_files_that_hold_no_policy(tmp_path: Path):
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(CullingError, match="larger than 1,000,000 bytes"):
        Policy.load(large)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('name = "é"'.encode("latin-1"))
    with pytest.raises(CullingError, match="not UTF-8 text at byte 8"):
        Policy.load(latin)
    with pytest.raises(CullingError, match=r"gone\.toml: No such file"):
        Policy.load(tmp_path / "gone.toml")
    with pytest.raises(CullingError, match="Is a directory"):
        Policy.load(tmp_path)


def test_saved_files_load_also_with_a_byte_order_mark(tmp_path):
    file = tmp_path / "policy.toml"
    policy = Policy("täst ✓", (Rule("reblur", reject=0.1 + 0.2),))
    policy.save(file)
    assert Policy.load(file) == policy
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert Policy.load(file) == policy
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(CullingError, match="cannot write"):
        policy.save(tmp_path / "no folder" / "policy.toml")


def test_replace_and_without_make_new_policies():
    old = Policy("x", (Rule("luminance", "below", 25), Rule("luminance", "above", 230)))
    new = old.replace(Rule("luminance", "below", 30), Rule("entropy", reject=4), name="y")
    assert [str(rule) for rule in new.rules] == ["luminance below 30", "luminance above 230", "entropy below 4"]
    assert (new.name, old.rules[0].reject) == ("y", 25)
    assert new.without("luminance", "above").rules == (new.rules[0], new.rules[2])
    assert new.without("luminance").rules == (new.rules[2],)


def test_diff_lists_each_change_and_nothing_else():
    old = Policy("x", (Rule("luminance", "below", 25), Rule("entropy", reject=4), Rule("reblur", reject=0.5)))
    new = Policy("y", (Rule("luminance", "below", 30, 40), Rule("entropy", reject=4), Rule("noise_sigma", reject=9)))
    assert old.diff(new) == [
        "name: 'x' → 'y'",
        "rule removed: reblur above 0.5",
        "luminance: reject below 25 → 30",
        "luminance: maybe below none → 40",
        "new rule: noise_sigma above 9",
    ]


@given(policies, policies)
def test_diff_is_empty_exactly_for_equal_policies(one, other):
    assert (one.diff(other) == []) == (one == other)
    assert one.diff(one) == []


def test_presets_carry_their_own_name():
    assert {"default", "strict", "only broken exposure", "PICCL"} <= set(PRESETS)
    assert all(policy.name == name for name, policy in PRESETS.items())
    assert Policy.default() == PRESETS["default"]
    assert [str(rule) for rule in PRESETS["PICCL"].rules] == ["laplacian_variance below 400"]
    spared = PRESETS["PICCL, bokeh spared"].rules
    assert [(rule.text, str(rule.unless)) for rule in spared] == [
        ("laplacian_variance < 400", "subject_sharpness above 0.65")
    ]
    assert {"eyes_open", "face_sharpness"} < {rule.metric for rule in PRESETS["people"].rules}


def test_strict_rejects_wherever_default_does():
    strict = {rule.key: rule.reject for rule in PRESETS["strict"].rules}
    for rule in PRESETS["default"].rules:
        if rule.side == "below":
            assert strict[rule.key] >= rule.reject
        else:
            assert strict[rule.key] <= rule.reject


@pytest.mark.parametrize("name", ["nope", "x" * 400, "no/such.toml"])
def test_a_policy_that_is_nowhere_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(CullingError, match=r'no policy file .* one of: default, strict, .*"PICCL, bokeh spared"'):
        get_policy(name)
