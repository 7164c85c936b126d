"""What the tests of one file said and kept is taken back: those of the next one have the same server and catalog."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from culling.catalog import Catalog
from culling.schema import DRAWS, LABELS, LOOKS
from tests.browser.pages import catalog_path_in

if TYPE_CHECKING:  # conftest has fixtures made of what stands here
    from tests.browser.conftest import Server

# Beside what people did: what scans found, and the list of folders, which each start of the server writes.
_STAYS = ("catalogs", "recent.json")


def forget_people(server: Server) -> None:
    """Take back everything that anybody did on this server since it began, files of the user's own included.

    Marks, keepers, groups and what was learned end as a person would take them back, for the server follows their
    numbers, which only grow; labels, draws and looks are read anew by each session.
    """
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        if known := list(catalog.marks().index):
            catalog.set_marks([(path, None) for path in known])
        for path in catalog.chosen_keepers():
            catalog.choose_keeper(path, False)
        if catalog.grouping() is not None:
            catalog.drop_groups()
        if catalog.learned() is not None:
            catalog.forget_learned()
        if catalog.label_lock() is not None:
            catalog.lock_labels(None)
    with closing(sqlite3.connect(catalog_path_in(server), timeout=30)) as connection, connection:
        for table in (LABELS, DRAWS, LOOKS):
            connection.execute(f"DELETE FROM {table.name}")
    for file in (server.data / "culling").iterdir():
        if file.name not in _STAYS:
            shutil.rmtree(file) if file.is_dir() else file.unlink()
