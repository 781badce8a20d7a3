"""What tests of the activation atlas look at and do: cells, their colors, the side."""

LAYER = "06-inception_5b_output"
VIEW = f"#v=features&gk=atlas&l={LAYER}"
READY = """() => { const a = globalThis.strata?.atlas; return a && a.root.isConnected && !strata.stage.moving
  && (!a.empty.hidden || (a.loaded && a.map.size.width > 0)) }"""
DRAWN = """() => { const { map } = strata.atlas; return map.asked === 0 && map.pictures && map.pictures.active.size === 0
  && map.inView().every((k) => ['there', 'broken'].includes(map.pictures.states[k])) }"""
# How many colors a cell has: very few while its picture has not come.
PAINTED = """(key) => { const { map } = strata.atlas, k = map.atlas.cells.findIndex((each) => each.key === key), box = map.boxOf(k);
  const d = map.density, x = Math.ceil(box.left * d), y = Math.ceil(box.top * d), w = Math.floor((box.right - box.left) * d) - 2;
  const h = Math.floor((box.bottom - box.top) * d) - 2, data = map.canvas.getContext('2d').getImageData(x, y, w, h).data;
  const colors = new Set();
  for (let i = 0; i < data.length; i += 4) colors.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return colors.size }"""
# The mean color of a cell.
MEAN = """(key) => { const { map } = strata.atlas, k = map.atlas.cells.findIndex((each) => each.key === key), box = map.boxOf(k);
  const d = map.density, x = Math.ceil(box.left * d) + 1, y = Math.ceil(box.top * d) + 1, w = Math.floor((box.right - box.left) * d) - 4;
  const data = map.canvas.getContext('2d').getImageData(x, y, w, w).data, sum = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += data[i + c];
  return sum.map((each) => Math.round(each / (data.length / 4))) }"""


def calm(page):
    page.page.wait_for_function(READY)
    return page.frames(2)


def drawn_atlas(page):
    page.page.wait_for_function(DRAWN)
    return page.frames(2)


def open_view(page, fragment=VIEW):
    page.open(fragment, wait=False)
    return calm(page)


def cell(page, key):
    """Where the middle of a cell is in the window."""
    return page.page.evaluate("""(key) => { const { map } = strata.atlas, box = map.root.getBoundingClientRect();
      const { left, top, right, bottom } = map.boxOf(map.atlas.cells.findIndex((each) => each.key === key));
      return [box.left + (left + right) / 2, box.top + (top + bottom) / 2] }""", key)


def click(page, key):
    page.page.mouse.click(*cell(page, key))


def chosen(page):
    return page.page.evaluate("strata.store.state.atlas.cell")


def told(page, key):
    return page.page.evaluate("(key) => strata.atlas.loaded.atlas.cells.find((each) => each.key === key)", key)


def zoom(page):
    return page.page.evaluate("strata.atlas.map.camera.zoom")


def grid(page):
    return page.page.get_by_role("grid", name="Activation atlas of inception_5b_output")


def side(page):
    return page.page.get_by_role("complementary", name="Cell of the atlas")


def note(page):
    return page.page.locator(".feature-part > .no-sequence")


def quiet(page, *spare):
    assert [each for each in page.errors if not any(word in each for word in spare)] == []
