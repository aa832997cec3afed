"""An archive's nightly refresh as a Dagster asset: `dagster dev -f docs/examples/dagster_assets.py`."""

import subprocess
import sys

import dagster as dg

import pipeline


class Archive(dg.ConfigurableResource):
    """Where the documents are and where releases go: folders, or URLs such as s3://bucket/raw."""

    raw: str = "raw"
    out: str = "processed"


@dg.asset
def ita_release(context: dg.AssetExecutionContext, archive: Archive) -> dg.MaterializeResult:
    """The current release of the datasets: what `ita refresh` makes of the archive."""
    command = [sys.executable, "-m", "pipeline", "refresh", archive.raw, "--out", archive.out]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    recap = done.stdout.strip()
    if done.returncode not in (0, 3):  # 3: released, but some sources or documents are newly bad
        raise dg.Failure(recap, metadata={"exit code": done.returncode}, allow_retries=done.returncode == 5)
    if done.returncode == 3:
        context.log.warning(recap)
    documents = pipeline.load("documents", archive.out)
    return dg.MaterializeResult(
        metadata={
            "release": str(pipeline.release_path(archive.out)),
            "documents": len(documents),
            "to look at": int(documents["status"].isin(["partial", "failed"]).sum()),
            "recap": recap,
        }
    )


nightly = dg.ScheduleDefinition(
    "nightly", target=[ita_release], cron_schedule="30 2 * * *", execution_timezone="Asia/Bangkok"
)

defs = dg.Definitions(assets=[ita_release], schedules=[nightly], resources={"archive": Archive()})
