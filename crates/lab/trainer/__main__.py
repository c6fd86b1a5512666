"""`python -m trainer train …`, `python -m trainer score …`, `python -m trainer average …`, `python -m trainer teach …`,
`python -m trainer export …`, `python -m trainer speed …`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import machine  # noqa: F401  # before PyTorch

import torch  # noqa: E402, I001

from . import average, data, export, score, speed, teach, train, who


def scored(options: argparse.Namespace) -> None:
    """Scores a finished run on articles, each file by itself."""
    torch.set_num_threads(options.threads)
    model, _ = train.restore(options.run_folder)
    for path in options.articles:
        articles = [data.split_long(article, options.window) for article in data.load([path])]
        print(json.dumps({path.stem: score.evaluate(model, articles, options.window, options.bias, options.lean)}), flush=True)


def main() -> None:
    """Reads the command line and runs the command."""
    parser = argparse.ArgumentParser(prog="python -m trainer", description="Trains the models of inquit.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train", help=train.__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    train.arguments(command)
    command.set_defaults(run=train.main)
    command = commands.add_parser("score", help=scored.__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    command.add_argument("run_folder", type=Path)
    command.add_argument("articles", type=Path, nargs="+")
    command.add_argument("--window", type=int, default=384, help="pieces read at once")
    command.add_argument("--lean", type=float, default=0.0, help="how far to read by the guide that marks outer statements only")
    command.add_argument("--bias", type=float, default=0.0, help="added to the score of no anchor")
    command.add_argument("--threads", type=int, default=2)
    command.set_defaults(run=scored)
    command = commands.add_parser("average", help=average.__doc__.splitlines()[0])
    average.arguments(command)
    command.set_defaults(run=average.main)
    command = commands.add_parser("teach", help=teach.__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    teach.arguments(command)
    command.set_defaults(run=teach.main)
    command = commands.add_parser("export", help=export.__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    export.arguments(command)
    command.set_defaults(run=export.main)
    command = commands.add_parser("speed", help=speed.__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    speed.arguments(command)
    command.set_defaults(run=speed.main)
    command = commands.add_parser("who", help=who.__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    who.arguments(command)
    command.set_defaults(run=who.main)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
