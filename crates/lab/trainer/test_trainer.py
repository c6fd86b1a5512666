"""What the trainer's parts promise, on invented data: `python -m unittest trainer.test_trainer`."""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.numpy import load_file

from . import bundle, data, export, integers, mentions, score, teach, train, who
from .arguments import Shape, distance
from .convolution import Convolution
from .convolution import Shape as ConvolutionShape
from .crf import Crf, LogPartition
from .labels import ANCHORS, ARGUMENTS, CUE, HEADS, NAMES, ROLES, START
from .model import Model
from .transformer import Shape as TransformerShape
from .transformer import Transformer

WORDS = "The clerk said the mayor wanted rain . “ Twice . ”".split()
"""Two blocks: a report with one inside it, and a quotation whose source is in the block before."""

STATEMENTS = [
    {"source": [[0, 2]], "cue": [[2, 3]], "content": [[3, 7]]},
    {"source": [[3, 5]], "cue": [[5, 6]], "content": [[6, 7]]},
    {"source": [[0, 2]], "cue": [], "content": [[8, 12]]},
]


def record(name: str = "a", all_levels: bool = True) -> dict:
    """The article as `inquit-lab export` writes it."""
    rng = np.random.default_rng(3)
    pieces, first, ends = [101], [], []
    for at in range(len(WORDS)):
        first.append(len(pieces))
        pieces.append(int(rng.integers(1000, 30000)))
        if at in (7, 11):
            ends.append(len(pieces))
            pieces.append(102)
    features = [[1, 1, 1] for _ in pieces]
    for at, word in enumerate(WORDS):
        features[first[at]][0] = 1 if word.isalpha() else 6
    return {
        "name": name, "pieces": pieces, "features": features, "first": first, "block_end": ends, "reach": [[0, 8], [0, 12]],
        "marked": True, "statements": STATEMENTS, "all_levels": all_levels,
    }  # fmt: skip


def marked() -> dict:
    """The article with its mentions: the clerk, of whom "the mayor" says nothing, a name with its title and organisation, and
    both together."""
    mention = {"pronoun": False, "name": [], "title": [], "organisation": []}
    found = [
        {**mention, "words": [0, 2], "head": 1, "of": [0]},
        {**mention, "words": [3, 7], "head": 6, "of": [1], "name": [[5, 7]], "title": [[4, 5]], "organisation": [[3, 4]]},
        {**mention, "words": [9, 10], "head": 9, "of": [0], "pronoun": True},
    ]
    features = [[at, 12 + at, 19] for at in range(len(WORDS))]
    return {**record(), "who": {"mentioned": [{"kind": "group"}, {"kind": "person"}], "mentions": found}, "word_features": features}


def article(**options: bool) -> data.Article:
    """The article, through JSON."""
    return data.Article.parse(json.loads(json.dumps(record(**options))))


def model(encoder: str = "convolution") -> Model:
    """A small one with random weights."""
    torch.manual_seed(5)
    arguments = Shape(channels=16, dilations=(1, 3))
    if encoder == "transformer":
        return Model(Transformer(TransformerShape(layers=1, half=False)), {}, arguments).eval()
    return Model(Convolution(ConvolutionShape(channels=16, dilations=(1, 3))), {}, arguments).eval()


def brute_force(emissions, transitions, start, end):  # noqa: ANN001, ANN201
    """Scores of all labellings of one short sequence, by labelling."""
    n, k = emissions.shape
    out = {}
    for path in itertools.product(range(k), repeat=n):
        value = start[path[0]] + end[path[-1]] + sum(emissions[t, label] for t, label in enumerate(path))
        out[path] = value + sum(transitions[a, b] for a, b in itertools.pairwise(path))
    return out


class Marks(unittest.TestCase):
    """Statements as anchors and what belongs to them."""

    def test_each_statement_is_an_anchor_and_words_may_belong_to_several(self) -> None:
        found = article()
        names = [ANCHORS[label] for label in found.labels]
        self.assertEqual([at for at, name in enumerate(names) if name != "O"], [2, 5, 8])
        self.assertEqual([(anchor.kind, anchor.start, anchor.end) for anchor in found.anchors], [(CUE, 2, 3), (CUE, 5, 6), (START, 8, 9)])
        tags = ["".join(".SsCc"[tag] for tag in anchor.tags) for anchor in found.anchors]
        self.assertEqual(tags, ["Ss.Cccc.", "...Ss.C.", "Ss......Cccc"])

    def test_what_lies_in_contents_is_unknown_where_only_outer_statements_are_marked(self) -> None:
        self.assertEqual(article(all_levels=False).weight.tolist(), [1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0])
        self.assertEqual(article().weight.tolist(), [1] * 12)

    def test_a_content_interrupted_by_its_source_begins_again(self) -> None:
        one = record()
        one["statements"] = [{"source": [[4, 5]], "cue": [[2, 3]], "content": [[3, 7]]}]
        self.assertEqual("".join(".SsCc"[tag] for tag in data.Article.parse(one).anchors[0].tags), "...CSCc.")

    def test_rejects_a_statement_beyond_the_words(self) -> None:
        one = record()
        one["statements"] = [{"source": [], "cue": [[2, 3]], "content": [[11, 14]]}]
        with self.assertRaisesRegex(ValueError, "article `a`: a statement reaches beyond its 12 words"):
            data.Article.parse(one)


class Batches(unittest.TestCase):
    """Anchors side by side."""

    def test_windows_point_at_the_pieces_of_their_words(self) -> None:
        found = data.batch([chunk for name in "ab" for chunk in data.chunks(data.Article.parse(record(name)), 100)])
        self.assertEqual(sum(len(group.origin) for group in found.windows), 6)
        flat = found.pieces.flatten()
        for group in found.windows:
            for at, (one, anchor, low) in enumerate(group.origin):
                size = int(group.lengths[at])
                self.assertEqual((low, size), (anchor.low, anchor.high - anchor.low))
                self.assertEqual(flat[group.words[at, :size]].tolist(), one.pieces[one.first[low : low + size]].tolist())
                self.assertEqual(flat[group.ends[at, 0]].item(), one.pieces[one.first[anchor.start]])
                self.assertEqual(group.tags[at, :size].tolist(), anchor.tags.tolist())

    def test_a_window_is_cut_where_its_chunk_ends(self) -> None:
        whole = article()
        second = [chunk for chunk in data.chunks(whole, 8)][1]
        found = data.batch([second])
        self.assertEqual(found.windows[0].tags[0].tolist(), [3, 4, 4, 4])

    def test_distances_grow_by_half_doublings(self) -> None:
        words = torch.tensor([[98, 99, 100, 101, 102, 103, 104, 0, 1999]])
        got = distance(words, torch.tensor([[100]]), torch.tensor([[102]])) - 16
        self.assertEqual(got[0].tolist(), [-3, -2, 0, 0, 2, 3, 4, -13, 16])

    def test_chunks_hold_every_block_once_whatever_the_first_cut(self) -> None:
        whole = article()
        for first in range(4, 30):
            blocks = [block for chunk in data.chunks(whole, 14, first) for block in chunk.blocks]
            self.assertEqual(blocks, whole.blocks)

    def test_long_blocks_are_cut_outside_parts_where_that_is_possible(self) -> None:
        one = record()
        one["statements"] = [{"source": [], "cue": [[0, 1]], "content": [[1, 3]]}, {"source": [], "cue": [[5, 6]], "content": [[6, 7]]}]
        cut = data.split_long(data.Article.parse(one), 6)
        self.assertEqual([(block.words.start, block.words.stop) for block in cut.blocks], [(0, 4), (4, 8), (8, 12)])
        self.assertEqual((len(cut.reach), cut.blocks[-1].pieces.stop), (3, len(cut.pieces)))

    def test_rejects_an_article_whose_parts_do_not_fit(self) -> None:
        one = {"name": "x", "pieces": [101, 102], "features": [[0, 0, 0]], "first": [], "block_end": [1], "reach": [[0, 0]]}
        with self.assertRaisesRegex(ValueError, "article `x`: 1 feature rows for 2 pieces"):
            data.Article.parse(one)


class Field(unittest.TestCase):
    """The conditional random field."""

    def setUp(self) -> None:
        torch.manual_seed(3)
        self.emissions = torch.randn(3, 4, 3, dtype=torch.double, requires_grad=True)
        self.transitions = torch.randn(3, 3, dtype=torch.double, requires_grad=True)
        self.start = torch.randn(3, dtype=torch.double, requires_grad=True)
        self.end = torch.randn(3, dtype=torch.double, requires_grad=True)
        self.lengths = torch.tensor([4, 1, 3])

    def test_partition_sums_over_all_labellings(self) -> None:
        got = LogPartition.apply(self.emissions, self.transitions, self.start, self.end, self.lengths)
        for at, length in enumerate(self.lengths):
            paths = brute_force(self.emissions[at, :length], self.transitions, self.start, self.end)
            torch.testing.assert_close(got[at], torch.logsumexp(torch.stack(list(paths.values())), 0))

    def test_gradient_is_that_of_finite_differences(self) -> None:
        inputs = (self.emissions, self.transitions, self.start, self.end)
        torch.autograd.gradcheck(lambda *x: LogPartition.apply(*x, self.lengths), inputs)

    def test_best_labelling_is_the_best_of_all_and_never_forbidden(self) -> None:
        crf = Crf(ARGUMENTS)
        with torch.no_grad():
            for parameter in crf.parameters():
                parameter.normal_()
        emissions = torch.randn(2, 4, len(ARGUMENTS))
        lengths = torch.tensor([4, 2])
        best = crf.best(emissions, lengths)
        scores = [values.detach() for values in crf.scores()]
        for at, length in enumerate(lengths):
            paths = brute_force(emissions[at, :length], *scores)
            wanted = max(paths, key=lambda path: float(paths[path]))
            self.assertEqual(tuple(best[at, :length].tolist()), wanted)
            self.assertGreater(float(paths[wanted]), -1000)

    def test_no_part_goes_on_that_has_not_begun(self) -> None:
        crf = Crf(ARGUMENTS)
        best = crf.best(torch.randn(8, 20, len(ARGUMENTS)) * 5, torch.full((8,), 20))
        for row in best.tolist():
            for before, after in zip([0, *row], row):
                self.assertTrue(after not in (2, 4) or before in (after - 1, after), row)


class Scoring(unittest.TestCase):
    """Figures."""

    def test_gold_scores_a_hundred_at_both_levels_and_nothing_scores_nothing(self) -> None:
        whole = article()
        count = score.Score()
        count.add(whole, [score.statement(anchor) for anchor in whole.anchors], whole.entities)
        self.assertEqual([count.figures()[key] for key in ("outer", "nested", "source", "cue", "content")], [100.0] * 5)
        count = score.Score()
        count.add(whole, [], whole.entities)
        self.assertEqual(count.figures()["mean"], 0.0)

    def test_nested_ones_are_passed_over_where_only_outer_ones_are_marked(self) -> None:
        whole = article(all_levels=False)
        found = [score.statement(anchor) for anchor in article().anchors]
        whole.statements = [whole.statements[0], whole.statements[2]]
        count = score.Score()
        count.add(whole, found, whole.entities)
        self.assertEqual((count.figures()["outer"], count.counts["nested", "guess"]), (100.0, 0))

    def test_anchors_of_labels_are_those_that_made_them(self) -> None:
        whole = article()
        found = score.anchors_of(whole.labels, whole)
        self.assertEqual([(a.kind, a.start, a.end, a.low, a.high) for a in found], [(a.kind, a.start, a.end, a.low, a.high) for a in whole.anchors])


class Exported(unittest.TestCase):
    """The graphs against the model."""

    def check(self, one: Model) -> None:
        pieces, features = export.examples()[1]
        before = export.outputs(one, pieces, features)
        rounded, stored = export.rounded(one)
        wanted = export.outputs(rounded, pieces, features)
        got = export.run((export.encoder(rounded, stored), export.second(rounded, stored)), pieces, features)
        for name, values in wanted.items():
            np.testing.assert_allclose(got[name], values, atol=1e-4, err_msg=name)
            np.testing.assert_allclose(values, before[name], atol=0.3, err_msg=name)

    def test_convolutions(self) -> None:
        self.check(model())
        for shape in ({"mixing": "separable", "kernel": 5}, {"mixing": "shift"}, {"bottleneck": 8, "tune": True}):
            with self.subTest(shape):
                torch.manual_seed(5)
                one = Model(Convolution(ConvolutionShape(channels=16, dilations=(1, 3), **shape)), {}, Shape(channels=16, dilations=(1, 3)))
                if shape.get("tune"):
                    torch.nn.init.normal_(one.encoder.tuned.weight)
                self.check(one.eval())

    def test_transformer(self) -> None:
        self.check(model("transformer"))

    def test_transformer_and_back(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder, one = Path(name), model("transformer")
            for table in one.encoder.features:
                torch.nn.init.normal_(table.weight)
            torch.nn.init.normal_(one.crf.learned)
            config = {"encoder": "transformer", "shape": vars(one.encoder.shape), "arguments": vars(one.arguments.shape), "auxiliary": {}}
            run = {"config": config, "data": {}, "seed": 1, "command": "", "history": [{"epoch": 1}]}
            train.save(folder / "run", one, run)
            parser = argparse.ArgumentParser()
            export.arguments(parser)
            export.main(parser.parse_args([str(folder / "run"), "--out", str(folder / "bundle"), "--name", "en-tiny-1", "--alias", "tiny"]))
            content = (folder / "bundle" / "model.onnx").read_bytes()
            (folder / "bundle" / "model.onnx").unlink()
            for at, part in enumerate((content[: len(content) // 2], content[len(content) // 2 :])):
                (folder / "bundle" / f"model.onnx.{at + 1}").write_bytes(part)
            again = model("transformer")
            found = train.weights_of(folder / "bundle")
            self.assertEqual(set(again.state_dict()) - set(found), {"outer"})
            again.load_state_dict({**again.state_dict(), **found})
            pieces, features = export.examples()[1]
            for key, values in export.outputs(again, pieces, features).items():
                # The word embeddings are the published ones again, and the rest is as rounded to int8.
                np.testing.assert_allclose(values, export.outputs(one, pieces, features)[key], atol=0.3, err_msg=key)
            for scores, expected in zip(again.crf.scores(), one.crf.scores(), strict=True):
                torch.testing.assert_close(scores, expected, atol=1e-4, rtol=0)
            (folder / "bundle" / "arguments.onnx").unlink()
            with self.assertRaisesRegex(RuntimeError, "has no arguments.onnx"):
                train.weights_of(folder / "bundle")

    def integers(self, one: Model) -> tuple[bytes, bytes, list[dict]]:
        """The first graph of a model, the same with integers, and inputs."""
        rounded, stored = export.rounded(one)
        graph = export.encoder(rounded, stored)
        feeds = [{"pieces": pieces, "features": features} for pieces, features in export.examples()]
        with mock.patch.object(integers, "FEWEST", 16):
            again, changed = integers.rewritten(graph, feeds, even=True)
        self.assertTrue(changed)
        self.assertLess(max(changed.values()), 0.05)
        return graph, again, feeds

    def test_products_of_integers_are_nearly_those_of_floats(self) -> None:
        torch.manual_seed(5)
        wide = {"channels": 16, "dilations": (1, 3)}
        shift = Model(Convolution(ConvolutionShape(**wide, mixing="shift")), {}, Shape(**wide)).eval()
        for one, products in ((model(), 8), (shift, 4), (model("transformer"), 8)):
            graph, again, feeds = self.integers(one)
            kinds = [node.op_type for node in onnx.load_from_string(again).graph.node]
            self.assertEqual(kinds.count("MatMulInteger"), products)
            values = {one.name: numpy_helper.to_array(one) for one in onnx.load_from_string(again).graph.initializer}
            most = [np.abs(value.astype(int)).max() for name, value in values.items() if name.endswith("mix.int8") or name.endswith("query.int8")]
            self.assertEqual(max(most), 63)
            for feed in feeds:
                names = ["anchors", "entities", "words", "pointers"]
                for found, wanted in zip(integers.session(again).run(names, feed), integers.session(graph).run(names, feed), strict=True):
                    np.testing.assert_allclose(found, wanted, atol=0.15 * np.abs(wanted).max())

    def test_what_is_read_beside_changes_no_integer(self) -> None:
        _, again, [feed, *_] = self.integers(model())
        twice = {name: np.concatenate([values] * 3, 1) for name, values in feed.items()}
        n, run = feed["pieces"].shape[1], integers.session(again)
        # In the middle of a longer run, as far from its ends as the network sees.
        alone, beside = (run.run(["words"], one)[0][0] for one in (twice, {name: np.concatenate([v, v, v, v, v], 1) for name, v in feed.items()}))
        np.testing.assert_allclose(alone[n : 2 * n], beside[2 * n : 3 * n], atol=1e-4)

    def test_weights_of_integers_are_read_back(self) -> None:
        for one in (model(), model("transformer")):
            graph, again, _ = self.integers(one)
            with tempfile.TemporaryDirectory() as name:
                found = []
                for content in (graph, again):
                    (Path(name) / "model.onnx").write_bytes(content)
                    found.append(bundle.constants(Path(name), "model.onnx"))
            matrices = [key for key in found[0] if f"{key}.int8" in found[1]]
            self.assertGreater(len(matrices), 2)
            for key in matrices:
                self.assertLess(np.abs(found[1][key] - found[0][key]).mean(), 0.1 * np.abs(found[0][key]).mean(), key)

    def test_a_transformer_does_not_see_beyond_the_end_of_a_row(self) -> None:
        encoder = model("transformer").encoder
        pieces, features = torch.randint(1000, 2000, (1, 40)), torch.zeros(1, 40, 3, dtype=torch.long)
        padded = encoder(pieces, features, (torch.arange(40) < 25).float()[None])
        torch.testing.assert_close(padded[:, :25], encoder(pieces[:, :25], features[:, :25]), atol=1e-4, rtol=1e-4)

    def test_pieces_beyond_the_halo_do_not_matter(self) -> None:
        encoder = model().encoder
        pieces, features = torch.randint(1000, 2000, (1, 40)), torch.zeros(1, 40, 3, dtype=torch.long)
        whole, halo = encoder(pieces, features), encoder.halo
        part = encoder(pieces[:, 10:30], features[:, 10:30])
        torch.testing.assert_close(part[:, halo:-halo], whole[:, 10 + halo : 30 - halo])
        padded = encoder(pieces, features, (torch.arange(40) < 25).float()[None])
        torch.testing.assert_close(padded[:, :25], encoder(pieces[:, :25], features[:, :25]))

    def test_padding_changes_nothing(self) -> None:
        one = model()
        words, pointers = torch.randn(1, 9, 16), torch.randn(1, 32)
        places, kinds = torch.arange(9)[None] + 12, torch.tensor([0])
        whole = one.arguments(words, pointers, places, kinds, torch.ones(1, 9))
        wide = torch.nn.functional.pad(words, (0, 0, 0, 4), value=3.0)
        mask = (torch.arange(13) < 9).float()[None]
        padded = one.arguments(wide, pointers, torch.nn.functional.pad(places, (0, 4)), kinds, mask)
        torch.testing.assert_close(padded[:, :9], whole)


class Taught(unittest.TestCase):
    """What a teacher makes of articles."""

    def test_gives_anchors_to_those_that_nobody_has_marked(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            one = model()
            config = {"encoder": "convolution", "shape": vars(one.encoder.shape), "arguments": vars(one.arguments.shape), "auxiliary": {}}
            for run in ("a", "b"):
                train.save(folder / run, one, {"config": config})
            unmarked = {**record("u"), "marked": False, "statements": []}
            for file in ("u.jsonl", "v.jsonl"):
                (folder / file).write_text(json.dumps(unmarked))
            parser = argparse.ArgumentParser()
            teach.arguments(parser)
            teach.main(parser.parse_args([str(folder / "a"), str(folder / "b"), "--articles", str(folder / "u.jsonl"), str(folder / "v.jsonl"), "--out", str(folder / "t"), "--threads", "1"]))
            taught = load_file(folder / "t")
            self.assertEqual(taught["u/u.soft"].shape, (12, len(ANCHORS)))
            self.assertIn("v/u.soft", taught, "an article of the same name in another file is another article")
            (found,) = data.load([folder / "u.jsonl"])
            with self.assertRaisesRegex(ValueError, "the teacher knows none of 1 articles, such as `other`"):
                data.learn_from([data.Article.parse(record("other"))], taught, 0.5)
            self.assertEqual(set(found.weight.tolist()), {0.0})
            data.learn_from([found], taught, 0.5)
            wanted = score.read(one, [article()])["a"][0]
            self.assertEqual([(a.kind, a.start, a.end) for a in found.anchors], [(a.kind, a.start, a.end) for a in wanted])
            self.assertTrue(found.anchors and all(abs(a.soft.sum(-1) - 1).max() < 1e-2 for a in found.anchors))
            self.assertEqual((set(found.weight.tolist()), found.anchors[0].weight), ({0.5}, 0.5))
            self.assertTrue((found.entities >= 0).all())
            parts = train.loss(one, data.batch(data.chunks(found, 100)), torch.from_numpy(found.pieces[None]), True, Resumed().options(folder, "--out", "o"))
            self.assertGreater(parts["arguments"].item(), 0)


class Guides(unittest.TestCase):
    """Articles marked by another guide."""

    def test_are_told_from_those_marked_at_every_level_and_from_unmarked_ones(self) -> None:
        found = [article(), article(all_levels=False), data.Article.parse({**record(), "marked": False, "all_levels": False})]
        self.assertEqual(data.batch([data.chunks(one, 100)[0] for one in found]).outer.tolist(), [0.0, 1.0, 0.0])

    def test_a_model_that_leans_reads_as_if_told_of_the_guide(self) -> None:
        for encoder in ("convolution", "transformer"):
            one = model(encoder)
            torch.nn.init.normal_(one.outer)
            found = article()
            pieces, features = torch.from_numpy(found.pieces[None]), torch.from_numpy(found.features[None])
            wanted, _ = one(pieces, features, None, torch.tensor([0.5]))
            plain, _ = one(pieces, features)
            one.lean(0.5)
            got, _ = one(pieces, features)
            torch.testing.assert_close(got["anchors"], wanted["anchors"])
            self.assertFalse(torch.allclose(got["anchors"], plain["anchors"], atol=1e-3))


class WhoIsWho(unittest.TestCase):
    """Labels of mentions, and whom each means."""

    def options(self, *given: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        who.arguments(parser)
        small = ["--units", "6", "--keys", "2", "--epochs", "1", "--choice-epochs", "30"]
        return parser.parse_args(["run", "--articles", "a", "--choices", "b", "--out", "c", *small, *given])

    def test_choices_of_several_rounds_are_joined(self) -> None:
        def line(name: str, *heads: int, features: int = 5) -> str:
            lessons = [{"head": head, "class": 0, "source": False, "right": 0, "candidates": [[-1, -1, [0]]]} for head in heads]
            return json.dumps({"name": name, "features": features, "lessons": lessons}) + "\n"

        with tempfile.TemporaryDirectory() as name:
            first, second, other = (Path(name) / file for file in ("1.jsonl", "2.jsonl", "3.jsonl"))
            first.write_text(line("a", 1, 2) + line("b"), encoding="utf-8")
            second.write_text(line("c", 7) + line("a", 2, 3), encoding="utf-8")
            other.write_text(line("a", 1, features=6), encoding="utf-8")
            found = who.joined([first, second])
            self.assertEqual({key: [lesson["head"] for lesson in one["lessons"]] for key, one in found.items()}, {"a": [1, 2, 3], "c": [7]})
            with self.assertRaisesRegex(RuntimeError, "a has 6 features in one file and 5 in another"):
                who.joined([first, other])

    def test_mentions_are_labels_of_words(self) -> None:
        names, heads, roles, bounds = mentions.targets(marked())
        self.assertEqual([NAMES[label] for label in names[4:8]], ["O", "B-PERSON", "I-PERSON", "O"])
        self.assertEqual({at: HEADS[label] for at, label in enumerate(heads) if label}, {1: "GROUP", 9: "PRONOUN"})
        self.assertEqual([ROLES[label] for label in roles[3:6]], ["B-ORGANISATION", "B-TITLE", "O"])
        self.assertEqual((np.flatnonzero(bounds[:, 0]).tolist(), np.flatnonzero(bounds[:, 1]).tolist()), ([0, 3, 9], [1, 6, 9]))

    def test_stretches_begin_anew_where_the_kind_changes(self) -> None:
        labels = np.array([NAMES.index(name) for name in ("B-BODY", "I-BODY", "B-PERSON", "I-BODY", "O", "I-PLACE")])
        self.assertEqual(mentions.spans(labels, NAMES), {(0, 2, "BODY"), (2, 3, "PERSON"), (3, 4, "BODY"), (5, 6, "PLACE")})

    def test_a_batch_has_the_words_and_links_of_its_chunks(self) -> None:
        whole, other = data.Article.parse(marked()), article()
        [_, second] = data.chunks(whole, 8)
        found = data.batch([*data.chunks(other, 100), second, *data.chunks(whole, 100)]).mentions
        flat = data.batch([*data.chunks(other, 100), second, *data.chunks(whole, 100)]).pieces.flatten()
        self.assertEqual(found.known.sum(1).tolist(), [4, 12])
        self.assertEqual(flat[found.words[0, :4]].tolist(), whole.pieces[whole.first[8:]].tolist())
        self.assertEqual(flat[found.words[1]].tolist(), whole.pieces[whole.first].tolist())
        self.assertEqual(found.targets[1][0, :4].tolist(), whole.mentions[1][8:].tolist())
        links = [(one.heads.tolist(), one.of.tolist(), one.new.tolist()) for one in found.links]
        self.assertEqual(links, [([1], [0], [False]), ([1, 6, 9], [0, 1, 0], [True, True, False])])

    def test_links_learn_whom_mentions_mean(self) -> None:
        torch.manual_seed(4)
        labels = mentions.Labels(3, mentions.Shape(channels=4, keys=4))
        inner = torch.randn(1, 12, 4)
        known = mentions.Links(torch.tensor([1, 6, 9]), torch.tensor([0, 1, 0]), torch.tensor([True, True, False]))
        before = labels.link_loss(inner, [known]).item()
        optimiser = torch.optim.Adam(labels.parameters(), lr=0.05)
        for _ in range(60):
            optimiser.zero_grad()
            labels.link_loss(inner, [known]).backward()
            optimiser.step()
        self.assertLess(labels.link_loss(inner, [known]).item(), before / 10)
        # One whose antecedent is out of reach says nothing.
        away = mentions.Links(torch.tensor([1]), torch.tensor([0]), torch.tensor([False]))
        self.assertEqual(labels.link_loss(inner, [away]).item(), 0.0)

    def test_a_run_learns_labels_and_keeps_them(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "train.jsonl").write_text(json.dumps(marked()) + "\n")
            parser = argparse.ArgumentParser()
            train.arguments(parser)
            files = ["--train", str(folder / "train.jsonl"), "--dev", str(folder / "train.jsonl"), "--out", str(folder / "run")]
            small = ["--channels", "8", "--dilations", "1", "--argument-channels", "8", "--argument-dilations", "1", "--warm-up", "2", "--threads", "1"]
            train.main(parser.parse_args([*files, *small, "--epochs", "40", "--mention-channels", "8", "--rate", "0.02", "--average", "0.5"]))
            kept, run = train.restore(folder / "run")
            [read] = who.read(who.Run(folder / "run"), folder / "train.jsonl", 64)
            self.assertEqual(who.label_figures(kept.mentions, [read]), {key: run["history"][-1]["train"][key] for key in who.label_figures(kept.mentions, [read])})
            self.assertEqual(run["history"][-1]["train"]["head GROUP"], 100.0)

    def test_learns_choices_and_writes_the_graph_that_it_trained(self) -> None:
        torch.manual_seed(1)
        options, rng = self.options(), np.random.default_rng(2)
        features = rng.integers(0, 9, (12, 3))
        arrays = [rng.normal(size=(12, size)).astype(np.float32) for size in (12, 5)]
        one = who.Article("a", *arrays, features, mentions.targets(marked()))
        labels = mentions.Labels(12, mentions.Shape(channels=8, feature_channels=4, dilations=(1, 2)))
        self.assertIn("names", who.learn_labels(labels, [one], [one], options))
        inner = {"a": torch.from_numpy(rng.normal(size=(12, 8)).astype(np.float32))}
        # Feature 1 is right, feature 2 is wrong, whatever the states.
        choice = {"head": 3, "class": 9, "source": True, "right": 1, "candidates": [[0, -1, [2, 3]], [1, 0, [1, 3]], [-1, -1, [0]]]}
        packed = lambda times: who.Packed.of({"name": "a", "lessons": [choice] * times})  # noqa: E731
        chooser, figures = who.learn_choices([torch.zeros(3, 8)] * 3, [packed(4)], [packed(1)], inner, 5, options)
        self.assertEqual((figures["all"], figures["he, she"]), (100.0, [100.0, 0.0]))
        graph = who.written(labels, chooser, 4, 3)
        self.assertLess(who.checked(graph, labels, one, 4), 1e-4)
        self.assertEqual(len(who.weights(chooser)), 4 * (2 + 5 * 7 + 2 * 6))
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "mentions.onnx").write_bytes(graph)
            (Path(name) / "antecedents.bin").write_bytes(who.weights(chooser))
            found = bundle.labels(Path(name))
            self.assertEqual(set(labels.state_dict()) - set(found), {"wants.weight", "wants.bias", "offers.weight", "near.weight"})
            for key, value in found.items():
                torch.testing.assert_close(value, labels.state_dict()[key], msg=key)
            for value, key in zip(bundle.keys(Path(name)), chooser.keys, strict=True):
                torch.testing.assert_close(value, key.weight)
            # As integers, they come back rounded, and are rounded to the same again.
            with mock.patch.object(integers, "FEWEST", 8):
                feeds = [who.feed(one, 4)]
                once, _ = integers.rewritten(graph, feeds, even=False)
                (Path(name) / "mentions.onnx").write_bytes(once)
                labels.load_state_dict({**labels.state_dict(), **bundle.labels(Path(name))})
                twice, _ = integers.rewritten(who.written(labels, chooser, 4, 3), feeds, even=False)
                held = [{one.name: one.raw_data for one in onnx.load_from_string(content).graph.initializer} for content in (once, twice)]
                self.assertEqual(*({key: value for key, value in of.items() if key.startswith("steps.") and key.endswith(".int8")} for of in held))
                self.assertIn("steps.0.mix.int8", held[0])

    def test_reads_the_states_of_a_bundle_as_those_of_its_run(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder, one = Path(name), model("transformer")
            config = {"encoder": "transformer", "shape": vars(one.encoder.shape), "arguments": vars(one.arguments.shape), "auxiliary": {}}
            train.save(folder / "run", one, {"config": config, "data": {}, "seed": 1, "command": "", "history": [{"epoch": 1}]})
            parser = argparse.ArgumentParser()
            export.arguments(parser)
            export.main(parser.parse_args([str(folder / "run"), "--out", str(folder / "bundle"), "--name", "en-tiny-1", "--alias", "tiny"]))
            channels = one.arguments.shape.channels
            labels = mentions.Labels(3 * channels, mentions.Shape())
            chooser = who.Choices(5, 128, 6, 2)
            (folder / "bundle" / "mentions.onnx").write_bytes(who.written(labels, chooser, channels, 3))
            whole = data.Article.parse(marked())
            [of_run, of_bundle] = (encoder.read([whole], 64)[whole.name] for encoder in (who.Run(folder / "run"), who.Bundle(folder / "bundle")))
            for found, wanted in zip(of_bundle, of_run, strict=True):
                # Int8 has rounded the bundle's weights.
                np.testing.assert_allclose(found, wanted, atol=0.3)


class Resumed(unittest.TestCase):
    """A run that was stopped."""

    def options(self, folder: Path, *given: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        train.arguments(parser)
        (folder / "train.jsonl").write_text("".join(json.dumps(record(f"a{at}")) + "\n" for at in range(12)))
        common = ["--train", str(folder / "train.jsonl"), "--dev", str(folder / "train.jsonl"), "--channels", "8", "--dilations", "1"]
        small = ["--argument-channels", "8", "--argument-dilations", "1", "--pieces", "32", "--warm-up", "2", "--epochs", "2", "--threads", "1"]
        return parser.parse_args([*common, *small, *given])

    def test_goes_on_to_the_same_weights(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            train.main(self.options(folder, "--out", str(folder / "whole"), "--checkpoint", "0"))
            wanted, _ = train.restore(folder / "whole")

            real, steps = train.loss, 0

            def stops(*given: object) -> dict:
                nonlocal steps
                steps += 1
                if steps == 8:
                    raise KeyboardInterrupt
                return real(*given)

            train.loss = stops
            try:
                with self.assertRaises(KeyboardInterrupt):
                    train.main(self.options(folder, "--out", str(folder / "cut"), "--checkpoint", "0"))
            finally:
                train.loss = real
            self.assertTrue((folder / "cut" / "checkpoint.pt").exists())
            with self.assertRaisesRegex(RuntimeError, "of a run with other options or data"):
                train.main(self.options(folder, "--out", str(folder / "cut"), "--rate", "0.5"))
            train.main(self.options(folder, "--out", str(folder / "cut"), "--checkpoint", "0"))
            got, _ = train.restore(folder / "cut")
            for name, value in wanted.state_dict().items():
                self.assertTrue(torch.equal(value, got.state_dict()[name]), name)
            self.assertFalse((folder / "cut" / "checkpoint.pt").exists())


if __name__ == "__main__":
    unittest.main()
