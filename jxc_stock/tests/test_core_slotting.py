from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import pick_path
from ..core.slotting import WAYS, Slot, advise

bins = st.lists(
    st.tuples(
        st.integers(0, 500), st.integers(0, 2), st.integers(0, 200), st.booleans()
    ),
    max_size=30,
)
places = st.tuples(st.sampled_from("ABCDE"), st.integers(1, 30), st.integers(1, 5)).map(
    lambda place: f"{place[0]}-{place[1]:02d}-{place[2]}"
)


def made(rows):
    return [
        Slot(
            number,
            float(metres),
            zone,
            None if empty else f"p{number}",
            0 if empty else picks,
        )
        for number, (metres, zone, picks, empty) in enumerate(rows)
    ]


def walked(slots):
    return sum(WAYS * slot.picks * slot.metres for slot in slots)


@tagged("post_install", "-at_install")
class TestCoreSlotting(BaseCase):
    @given(bins)
    def test_saves_what_it_says(self, rows):
        """Carried out, the walking is less by the sum of the savings."""
        slots = made(rows)
        advices = advise(slots)
        content = {slot.bin: (slot.product, slot.picks) for slot in slots}
        for advice in advices:
            far, near = advice.far.bin, advice.near.bin
            content[far], content[near] = content[near], content[far]
        after = [
            Slot(slot.bin, slot.metres, slot.zone, *content[slot.bin]) for slot in slots
        ]
        saved = sum(advice.saved for advice in advices)
        self.assertAlmostEqual(walked(slots) - walked(after), saved, 3)

    @given(bins)
    def test_each_bin_once_and_within_its_zone(self, rows):
        advices = advise(made(rows))
        touched = [slot.bin for advice in advices for slot in (advice.far, advice.near)]
        self.assertEqual(len(touched), len(set(touched)))
        for advice in advices:
            self.assertEqual(advice.far.zone, advice.near.zone)
            self.assertGreater(advice.saved, 0)
            self.assertIsNotNone(advice.far.product)

    def test_hand_worked(self):
        """Tea 50 picks at 30 m, wax 2 at 10 m, an empty bin at 20 m, salt 60 at 5 m.

        Tea for wax saves 2 × 48 × 20 = 1,920; into the empty bin 2 × 50 × 10 = 1,000.
        """
        slots = [
            Slot("far", 30, "dry", "tea", 50),
            Slot("near", 10, "dry", "wax", 2),
            Slot("free", 20, "dry"),
            Slot("dock", 5, "dry", "salt", 60),
            Slot("cold", 1, "cold", "ice", 1),
        ]
        [advice] = advise(slots)
        found = (advice.kind, advice.far.bin, advice.near.bin, advice.saved)
        self.assertEqual(found, ("swap", "far", "near", 1920))
        self.assertEqual(advise(slots, least=1920), [])


@tagged("post_install", "-at_install")
class TestCorePickPath(BaseCase):
    @given(st.lists(places, unique=True))
    def test_every_bin_once_and_aisles_together(self, names):
        found = pick_path.serpentine({name: name for name in names})
        self.assertEqual(sorted(found), sorted(names))
        aisles = [name[0] for name in found]
        changes = sum(a != b for a, b in zip(aisles, aisles[1:], strict=False))
        self.assertEqual(changes, max(len(set(aisles)) - 1, 0))

    @given(st.lists(places, unique=True, min_size=2))
    def test_up_and_down(self, names):
        found = pick_path.serpentine({name: name for name in names})
        for number, aisle in enumerate(sorted({name[0] for name in names})):
            racks = [int(name[2:4]) for name in found if name[0] == aisle]
            self.assertEqual(racks, sorted(racks, reverse=bool(number % 2)))

    @given(st.lists(places, unique=True))
    def test_metres_are_the_ways_along_aisles_and_racks(self, names):
        found = pick_path.dock_metres({name: name for name in names}, 10, 1)
        self.assertEqual(set(found), set(names))
        self.assertTrue(all(metres >= 0 for metres in found.values()))

    def test_names(self):
        for name, rack in (
            ("A-01-2", (1, 2)),
            ("A 1", (1, 0)),
            ("12/3/4", (3, 4)),
            ("B0304", (3, 4)),
            ("一区-05-1", (5, 1)),
        ):
            place = pick_path.parse(name)
            self.assertEqual((place.rack, place.level), rack, name)
        for name in ("Stock", "Cold room", "A-x-1", ""):
            self.assertIsNone(pick_path.parse(name), name)
