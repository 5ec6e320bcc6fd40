import click
from click.testing import CliRunner


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose/--quiet", default=False, help="Say more.")
@click.version_option("1.2", prog_name="tool")
@click.pass_context
def cli(ctx, verbose):
    """A tool with commands."""
    ctx.obj = {"verbose": verbose}


@cli.command()
@click.argument("names", nargs=-1, required=True)
@click.option("-n", "--count", type=click.IntRange(1, 5), default=1, show_default=True, envvar="COUNT")
@click.option("--color", type=click.Choice(["red", "blue"], case_sensitive=False))
@click.pass_obj
def greet(obj, names, count, color):
    """Greet NAMES."""
    for _ in range(count):
        for name in names:
            click.secho(f"Hello {name}!", fg=color)
    if obj["verbose"]:
        click.echo("verbose", err=False)


@cli.command("ask")
@click.option("--name", prompt="Your name")
@click.password_option()
@click.confirmation_option(prompt="Sure?")
def ask(name, password):
    """Ask for things."""
    click.echo(f"{name} {len(password)}")
    raise click.ClickException("no luck")


runner = CliRunner()
for args, given in ((["--help"], None), (["-h"], None), (["--version"], None), (["greet"], None), (["greet", "a", "b", "-n", "2"], None),
                    (["--verbose", "greet", "x", "--color", "RED"], None), (["greet", "x", "-n", "9"], None), (["gret"], None),
                    (["greet", "--help"], None), (["ask"], "me\nsecret\nsecret\ny\n"), (["ask"], "me\na\nb\nc\nc\nn\n"), ([], None)):
    r = runner.invoke(cli, args, input=given)
    print(args, r.exit_code, repr(r.output), r.exception)
with runner.isolated_filesystem():
    @click.command()
    @click.argument("f", type=click.File("w"))
    def write(f):
        f.write("data")

    print(runner.invoke(write, ["out.txt"]).exit_code, open("out.txt").read())
print(click.format_filename("x"), click.unstyle(click.style("s", bold=True)), click.style("s", fg="green", underline=True))
