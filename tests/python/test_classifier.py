"""Single texts."""

import pickle

import pytest

import adsift
from adsift import Classifier, Verdict

NEWS = "The council voted on Tuesday to close the bridge, officials said."
PAID = "Order today and save 50% on your first box! Get your free trial now."


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.default()


def test_returns_a_verdict_for_every_paragraph(classifier: Classifier) -> None:
    text = f"{NEWS}\n\nÜber 🦊 {PAID}\n"
    news, paid = classifier.classify(text)
    assert (news.label, paid.label) == ("news", "sponsored")
    assert (news.text, paid.text) == (NEWS, f"Über 🦊 {PAID}")
    for verdict in (news, paid):
        assert text.encode()[verdict.start : verdict.end].decode() == verdict.text
        assert 0 <= verdict.probability <= 1 and 0 <= verdict.known <= 1
        assert verdict.reliable and verdict.disguised == 0
        assert verdict.log_odds is None and verdict.reasons is None
    assert classifier.classify("") == [] == classifier.classify(" \n\n ")


def test_reasons_add_up(classifier: Classifier) -> None:
    text = f"{NEWS}\n\n{PAID}"
    for plain, verdict in zip(classifier.classify(text), classifier.classify(text, explain=True)):
        assert verdict.probability == plain.probability
        assert verdict.reasons and verdict.log_odds is not None
        assert round(sum(weight for _, weight in verdict.reasons), 6) == verdict.log_odds


def test_verdicts_compare_and_pickle_by_value(classifier: Classifier) -> None:
    one, same = classifier.classify(PAID, explain=True)[0], classifier.classify(PAID, explain=True)[0]
    assert one == same == pickle.loads(pickle.dumps(one))
    assert one != classifier.classify(PAID)[0] and one != classifier.classify(NEWS)[0]
    assert repr(one).startswith("Verdict(start=0, end=68, label='sponsored', probability=0.")
    with pytest.raises(AttributeError):
        one.label = "news"  # type: ignore[misc]
    with pytest.raises(ValueError, match="label: expected news or sponsored"):
        Verdict(0, 1, "advert", 0.5, 1.0, True, 0, "x")  # type: ignore[arg-type]


def test_threshold_changes_only_labels(classifier: Classifier) -> None:
    strict = Classifier.default(threshold=1.0)
    assert (classifier.threshold, strict.threshold) == (0.66, 1.0)
    paid, news = classifier.classify(PAID)[0], strict.classify(PAID)[0]
    assert (paid.label, news.label) == ("sponsored", "news")
    assert paid.probability == news.probability


def test_clean_text_keeps_the_news(classifier: Classifier) -> None:
    assert classifier.clean(f"{NEWS}\n\n{PAID}\n\n{NEWS}") == f"{NEWS}\n\n{NEWS}"
    assert classifier.clean(PAID) == "" == classifier.clean("")


def test_pickles_and_bytes_keep_the_classifier(classifier: Classifier) -> None:
    for other in [
        pickle.loads(pickle.dumps(Classifier.default(threshold=0.5))),
        pickle.loads(pickle.dumps(Classifier.from_bytes(classifier.to_bytes(), threshold=0.5))),
    ]:
        assert other.threshold == 0.5
        assert other.classify(PAID) == classifier.classify(PAID)
    assert len(pickle.dumps(classifier)) < 200, "the default model is in every wheel"


def test_refuses_invalid_and_long_texts(classifier: Classifier) -> None:
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        classifier.classify("a \ud800 b")
    with pytest.raises(TypeError):
        classifier.classify(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(adsift.InputError, match="^text: paragraph 1 has more than 65536 bytes; split it"):
        classifier.classify("x" * 70_000)
    with pytest.raises(adsift.InputError, match="^text: an article longer than 8388608 bytes; split it"):
        classifier.clean("a\n" * 5_000_000)
