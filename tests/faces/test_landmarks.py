"""Blink and smile by the face landmarker: on real faces, and what happens without it or with another file."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling import nets, read_photo
from culling.faces import landmarks
from culling.faces.find import find_faces
from culling.faces.landmarks import read_expression, unpacked
from culling.model_files import ModelError
from culling.photos import Pixels
from models.faces.closing import crops, with_eyes
from tests.conftest import ROOT
from tests.faces.test_judge import FACE

SMILES = "Canon_EOS_REBEL_T3i.jpg"  # seen by eye: a laughing man on a bench
EARNEST = "Canon_EOS_30D_4_.jpg"  # a woman with painted lips who does not laugh
ASLEEP = "JVC_GR-DC2000.jpg"  # a man who looks down, his lids shut


def expression_in(shared_data: Path, name: str) -> landmarks.Expression:
    pixels = read_photo(shared_data / "camera_snapshots" / name).pixels
    said = read_expression(pixels, find_faces(pixels)[0])
    assert said is not None
    return said


@pytest.mark.usefixtures("all_fetched")
def test_smiles_and_blinks_of_real_people(shared_data: Path) -> None:
    laughing, earnest, asleep = (expression_in(shared_data, name) for name in (SMILES, EARNEST, ASLEEP))
    assert laughing.smile > 0.7
    assert earnest.smile < 0.5
    assert max(*laughing.blink, *earnest.blink) < 0.4
    assert min(asleep.blink) > 0.6


@pytest.mark.usefixtures("all_fetched")
def test_each_eye_is_told_by_itself(portrait: Pixels, shared_data: Path) -> None:
    """Points and blendshapes are in an order of their own: the person's right eye stands left in the picture."""
    wink = cv2.resize(portrait, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    face, shut = FACE.scaled(3), crops(shared_data / "eyes", "closed")[133]
    there = with_eyes(np.asarray(wink, np.uint8), face, shut, shut)
    half = np.concatenate([there[:, : int(face.middle[0])], wink[:, int(face.middle[0]) :]], axis=1)
    said = read_expression(np.ascontiguousarray(half), face)
    assert said is not None
    assert said.blink[0] > said.blink[1] + 0.2


@pytest.mark.usefixtures("all_fetched")
def test_a_tilted_and_a_mirrored_face_say_the_same(portrait: Pixels) -> None:
    plain = read_expression(portrait, FACE)
    matrix = cv2.getRotationMatrix2D((170, 110), 25, 1.0)
    turned = np.asarray(cv2.warpAffine(portrait, matrix, portrait.shape[1::-1]), np.uint8)
    points = (FACE.points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    middle = points.mean(axis=0)
    tilted = replace(FACE, left=float(middle[0]) - 45, top=float(middle[1]) - 60, points=points)
    said = read_expression(turned, tilted)
    assert plain is not None
    assert said is not None
    assert said.smile == pytest.approx(plain.smile, abs=0.15)
    assert said.blink == pytest.approx(plain.blink, abs=0.15)


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize("kind", ["one colour", "noise", "outside"])
def test_where_there_is_no_face_nothing_is_said(portrait: Pixels, kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, portrait.shape).astype(np.uint8)
    pixels = {"one colour": np.full_like(portrait, 120), "noise": noise, "outside": portrait}[kind]
    face = replace(FACE, left=9000.0, points=FACE.points + np.float32([9000, 0])) if kind == "outside" else FACE
    assert read_expression(pixels, face) is None


@pytest.mark.usefixtures("all_fetched")
def test_many_threads_say_the_same(portrait: Pixels) -> None:
    alone, said = read_expression(portrait, FACE), []
    threads = [threading.Thread(target=lambda: said.append(read_expression(portrait, FACE))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [alone] * 6


@pytest.mark.usefixtures("nothing_fetched")
def test_without_the_file_it_says_what_to_do(portrait: Pixels) -> None:
    assert "culling models fetch face-landmarker" in str(landmarks.problem())
    with pytest.raises(ModelError, match="has not been fetched"):
        read_expression(portrait, FACE)


def test_without_the_library_it_says_what_to_do(all_fetched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nets, "find_spec", lambda _name: None)
    nets.clear()
    assert "pip install 'culling[landmarks]'" in str(landmarks.problem())
    assert nets.fingerprint("face-landmarker") == "", "smiles are measured once the library is there"
    nets.clear()


def test_a_damaged_file_is_refused(all_fetched: Path, portrait: Pixels) -> None:
    file = all_fetched / "face-landmarker.task"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    nets.clear()
    landmarks.clear()
    with pytest.raises(ModelError, match="face-landmarker is damaged"):
        read_expression(portrait, FACE)


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(f"{name}.tflite", data)
    return buffer.getvalue()


def garbled(data: bytes, place: int) -> bytes:
    return data[:place] + bytes(byte ^ 0xFF for byte in data[place : place + 20]) + data[place + 20 :]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a zip"),
        (b"no zip at all", "not a zip"),
        (zipped(face_blendshapes=b"x"), "face_landmarks_detector"),
        (zipped(face_landmarks_detector=bytes(17_000_000), face_blendshapes=b"x"), "unpacks to more than"),
        (garbled(zipped(face_landmarks_detector=bytes(range(256)), face_blendshapes=b"x"), 90), "not understood"),
        (zipped(face_landmarks_detector=b"x" * 999, face_blendshapes=b"x")[:-30], "not a zip"),
    ],
)
def test_another_zip_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        unpacked(data)


def test_nothing_is_written_to_stderr(all_fetched: Path) -> None:
    """LiteRT itself writes a line when it starts."""
    code = (
        "from pathlib import Path; from culling import read_photo; from culling.faces.find import find_faces\n"
        "from culling.faces.landmarks import read_expression\n"
        "pixels = read_photo(Path('sample_data/101_HOME/IMG_0227.JPG')).pixels\n"
        "print(round(read_expression(pixels, find_faces(pixels)[0]).smile, 1))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0.9\n", "")
