// Written by Tools/setup/embed-viewer.sh; do not edit.
#include "CViewerAssets.h"

static const unsigned char file0[] = {
#embed "viewer/data/activations.js" suffix(, )
    0};

static const unsigned char file1[] = {
#embed "viewer/data/annotations.js" suffix(, )
    0};

static const unsigned char file2[] = {
#embed "viewer/data/arrays.js" suffix(, )
    0};

static const unsigned char file3[] = {
#embed "viewer/data/atlas-regions.js" suffix(, )
    0};

static const unsigned char file4[] = {
#embed "viewer/data/atlas-requests.js" suffix(, )
    0};

static const unsigned char file5[] = {
#embed "viewer/data/atlas-walk.js" suffix(, )
    0};

static const unsigned char file6[] = {
#embed "viewer/data/atlas.js" suffix(, )
    0};

static const unsigned char file7[] = {
#embed "viewer/data/attributes.js" suffix(, )
    0};

static const unsigned char file8[] = {
#embed "viewer/data/changes.js" suffix(, )
    0};

static const unsigned char file9[] = {
#embed "viewer/data/class-colours.js" suffix(, )
    0};

static const unsigned char file10[] = {
#embed "viewer/data/client.js" suffix(, )
    0};

static const unsigned char file11[] = {
#embed "viewer/data/coloured.js" suffix(, )
    0};

static const unsigned char file12[] = {
#embed "viewer/data/comparison.js" suffix(, )
    0};

static const unsigned char file13[] = {
#embed "viewer/data/conditions.js" suffix(, )
    0};

static const unsigned char file14[] = {
#embed "viewer/data/confusion.js" suffix(, )
    0};

static const unsigned char file15[] = {
#embed "viewer/data/connection.js" suffix(, )
    0};

static const unsigned char file16[] = {
#embed "viewer/data/evolution.js" suffix(, )
    0};

static const unsigned char file17[] = {
#embed "viewer/data/false-neighbors.js" suffix(, )
    0};

static const unsigned char file18[] = {
#embed "viewer/data/feature-jobs.js" suffix(, )
    0};

static const unsigned char file19[] = {
#embed "viewer/data/feature-orders.js" suffix(, )
    0};

static const unsigned char file20[] = {
#embed "viewer/data/feature-requests.js" suffix(, )
    0};

static const unsigned char file21[] = {
#embed "viewer/data/features.js" suffix(, )
    0};

static const unsigned char file22[] = {
#embed "viewer/data/figure-command.js" suffix(, )
    0};

static const unsigned char file23[] = {
#embed "viewer/data/finding.js" suffix(, )
    0};

static const unsigned char file24[] = {
#embed "viewer/data/hilbert.js" suffix(, )
    0};

static const unsigned char file25[] = {
#embed "viewer/data/maximize-command.js" suffix(, )
    0};

static const unsigned char file26[] = {
#embed "viewer/data/measures.js" suffix(, )
    0};

static const unsigned char file27[] = {
#embed "viewer/data/neighbor-lists.js" suffix(, )
    0};

static const unsigned char file28[] = {
#embed "viewer/data/neighbor-rows.js" suffix(, )
    0};

static const unsigned char file29[] = {
#embed "viewer/data/neuron-requests.js" suffix(, )
    0};

static const unsigned char file30[] = {
#embed "viewer/data/neurons.js" suffix(, )
    0};

static const unsigned char file31[] = {
#embed "viewer/data/npy.js" suffix(, )
    0};

static const unsigned char file32[] = {
#embed "viewer/data/pictures.js" suffix(, )
    0};

static const unsigned char file33[] = {
#embed "viewer/data/queries.js" suffix(, )
    0};

static const unsigned char file34[] = {
#embed "viewer/data/report.js" suffix(, )
    0};

static const unsigned char file35[] = {
#embed "viewer/data/series.js" suffix(, )
    0};

static const unsigned char file36[] = {
#embed "viewer/data/shown-text.js" suffix(, )
    0};

static const unsigned char file37[] = {
#embed "viewer/data/similarity.js" suffix(, )
    0};

static const unsigned char file38[] = {
#embed "viewer/data/source.js" suffix(, )
    0};

static const unsigned char file39[] = {
#embed "viewer/data/sprites.js" suffix(, )
    0};

static const unsigned char file40[] = {
#embed "viewer/data/study.js" suffix(, )
    0};

static const unsigned char file41[] = {
#embed "viewer/data/summary.js" suffix(, )
    0};

static const unsigned char file42[] = {
#embed "viewer/data/suspects.js" suffix(, )
    0};

static const unsigned char file43[] = {
#embed "viewer/data/tint.js" suffix(, )
    0};

static const unsigned char file44[] = {
#embed "viewer/data/told.js" suffix(, )
    0};

static const unsigned char file45[] = {
#embed "viewer/data/trust-measures.js" suffix(, )
    0};

static const unsigned char file46[] = {
#embed "viewer/data/types.js" suffix(, )
    0};

static const unsigned char file47[] = {
#embed "viewer/early.js" suffix(, )
    0};

static const unsigned char file48[] = {
#embed "viewer/icon.svg" suffix(, )
    0};

static const unsigned char file49[] = {
#embed "viewer/index.html" suffix(, )
    0};

static const unsigned char file50[] = {
#embed "viewer/main.js" suffix(, )
    0};

static const unsigned char file51[] = {
#embed "viewer/packed/address.js" suffix(, )
    0};

static const unsigned char file52[] = {
#embed "viewer/packed/array.js" suffix(, )
    0};

static const unsigned char file53[] = {
#embed "viewer/packed/boot.js" suffix(, )
    0};

static const unsigned char file54[] = {
#embed "viewer/packed/channels.js" suffix(, )
    0};

static const unsigned char file55[] = {
#embed "viewer/packed/correlation.js" suffix(, )
    0};

static const unsigned char file56[] = {
#embed "viewer/packed/entry.js" suffix(, )
    0};

static const unsigned char file57[] = {
#embed "viewer/packed/neighbors.js" suffix(, )
    0};

static const unsigned char file58[] = {
#embed "viewer/packed/rank-test.js" suffix(, )
    0};

static const unsigned char file59[] = {
#embed "viewer/packed/replies.js" suffix(, )
    0};

static const unsigned char file60[] = {
#embed "viewer/packed/shelf.js" suffix(, )
    0};

static const unsigned char file61[] = {
#embed "viewer/packed/source.js" suffix(, )
    0};

static const unsigned char file62[] = {
#embed "viewer/packed/start.js" suffix(, )
    0};

static const unsigned char file63[] = {
#embed "viewer/packed/top-images.js" suffix(, )
    0};

static const unsigned char file64[] = {
#embed "viewer/page.js" suffix(, )
    0};

static const unsigned char file65[] = {
#embed "viewer/panels/caption.js" suffix(, )
    0};

static const unsigned char file66[] = {
#embed "viewer/panels/colour-bar.js" suffix(, )
    0};

static const unsigned char file67[] = {
#embed "viewer/panels/contact-sheet.js" suffix(, )
    0};

static const unsigned char file68[] = {
#embed "viewer/panels/direction-button.js" suffix(, )
    0};

static const unsigned char file69[] = {
#embed "viewer/panels/dom.js" suffix(, )
    0};

static const unsigned char file70[] = {
#embed "viewer/panels/filters.js" suffix(, )
    0};

static const unsigned char file71[] = {
#embed "viewer/panels/floor.js" suffix(, )
    0};

static const unsigned char file72[] = {
#embed "viewer/panels/handle-buttons.js" suffix(, )
    0};

static const unsigned char file73[] = {
#embed "viewer/panels/header.js" suffix(, )
    0};

static const unsigned char file74[] = {
#embed "viewer/panels/help.js" suffix(, )
    0};

static const unsigned char file75[] = {
#embed "viewer/panels/hover.js" suffix(, )
    0};

static const unsigned char file76[] = {
#embed "viewer/panels/image-panel.js" suffix(, )
    0};

static const unsigned char file77[] = {
#embed "viewer/panels/inspector.js" suffix(, )
    0};

static const unsigned char file78[] = {
#embed "viewer/panels/journey.js" suffix(, )
    0};

static const unsigned char file79[] = {
#embed "viewer/panels/legend-head.js" suffix(, )
    0};

static const unsigned char file80[] = {
#embed "viewer/panels/legend.js" suffix(, )
    0};

static const unsigned char file81[] = {
#embed "viewer/panels/line.js" suffix(, )
    0};

static const unsigned char file82[] = {
#embed "viewer/panels/marks.js" suffix(, )
    0};

static const unsigned char file83[] = {
#embed "viewer/panels/menu.js" suffix(, )
    0};

static const unsigned char file84[] = {
#embed "viewer/panels/message.js" suffix(, )
    0};

static const unsigned char file85[] = {
#embed "viewer/panels/named-list.js" suffix(, )
    0};

static const unsigned char file86[] = {
#embed "viewer/panels/page-sheet.js" suffix(, )
    0};

static const unsigned char file87[] = {
#embed "viewer/panels/picture.js" suffix(, )
    0};

static const unsigned char file88[] = {
#embed "viewer/panels/provenance.js" suffix(, )
    0};

static const unsigned char file89[] = {
#embed "viewer/panels/rail-thumb.js" suffix(, )
    0};

static const unsigned char file90[] = {
#embed "viewer/panels/rail.js" suffix(, )
    0};

static const unsigned char file91[] = {
#embed "viewer/panels/resizer.js" suffix(, )
    0};

static const unsigned char file92[] = {
#embed "viewer/panels/row-list.js" suffix(, )
    0};

static const unsigned char file93[] = {
#embed "viewer/panels/save-figure.js" suffix(, )
    0};

static const unsigned char file94[] = {
#embed "viewer/panels/scrubber.js" suffix(, )
    0};

static const unsigned char file95[] = {
#embed "viewer/panels/search.js" suffix(, )
    0};

static const unsigned char file96[] = {
#embed "viewer/panels/selection-bar.js" suffix(, )
    0};

static const unsigned char file97[] = {
#embed "viewer/panels/selection-panel.js" suffix(, )
    0};

static const unsigned char file98[] = {
#embed "viewer/panels/table.js" suffix(, )
    0};

static const unsigned char file99[] = {
#embed "viewer/panels/tabs.js" suffix(, )
    0};

static const unsigned char file100[] = {
#embed "viewer/panels/threshold.js" suffix(, )
    0};

static const unsigned char file101[] = {
#embed "viewer/panels/tile.js" suffix(, )
    0};

static const unsigned char file102[] = {
#embed "viewer/panels/toolbar.js" suffix(, )
    0};

static const unsigned char file103[] = {
#embed "viewer/panels/trust-card.js" suffix(, )
    0};

static const unsigned char file104[] = {
#embed "viewer/panels/unit-picker.js" suffix(, )
    0};

static const unsigned char file105[] = {
#embed "viewer/panels/units.js" suffix(, )
    0};

static const unsigned char file106[] = {
#embed "viewer/panels/views-menu.js" suffix(, )
    0};

static const unsigned char file107[] = {
#embed "viewer/passes/brush.js" suffix(, )
    0};

static const unsigned char file108[] = {
#embed "viewer/passes/canvas.js" suffix(, )
    0};

static const unsigned char file109[] = {
#embed "viewer/passes/clouds.js" suffix(, )
    0};

static const unsigned char file110[] = {
#embed "viewer/passes/compass.js" suffix(, )
    0};

static const unsigned char file111[] = {
#embed "viewer/passes/glyphs.js" suffix(, )
    0};

static const unsigned char file112[] = {
#embed "viewer/passes/images.js" suffix(, )
    0};

static const unsigned char file113[] = {
#embed "viewer/passes/marks.js" suffix(, )
    0};

static const unsigned char file114[] = {
#embed "viewer/passes/names.js" suffix(, )
    0};

static const unsigned char file115[] = {
#embed "viewer/passes/overlay.js" suffix(, )
    0};

static const unsigned char file116[] = {
#embed "viewer/passes/points.js" suffix(, )
    0};

static const unsigned char file117[] = {
#embed "viewer/passes/program.js" suffix(, )
    0};

static const unsigned char file118[] = {
#embed "viewer/passes/projection.js" suffix(, )
    0};

static const unsigned char file119[] = {
#embed "viewer/passes/renderer.js" suffix(, )
    0};

static const unsigned char file120[] = {
#embed "viewer/passes/style.js" suffix(, )
    0};

static const unsigned char file121[] = {
#embed "viewer/passes/trails-canvas.js" suffix(, )
    0};

static const unsigned char file122[] = {
#embed "viewer/passes/trails.js" suffix(, )
    0};

static const unsigned char file123[] = {
#embed "viewer/stage/acts.js" suffix(, )
    0};

static const unsigned char file124[] = {
#embed "viewer/stage/brush.js" suffix(, )
    0};

static const unsigned char file125[] = {
#embed "viewer/stage/colourist.js" suffix(, )
    0};

static const unsigned char file126[] = {
#embed "viewer/stage/compare/companion.js" suffix(, )
    0};

static const unsigned char file127[] = {
#embed "viewer/stage/compare/frame-beside.js" suffix(, )
    0};

static const unsigned char file128[] = {
#embed "viewer/stage/compare/mirror.js" suffix(, )
    0};

static const unsigned char file129[] = {
#embed "viewer/stage/compare/pairing.js" suffix(, )
    0};

static const unsigned char file130[] = {
#embed "viewer/stage/compass.js" suffix(, )
    0};

static const unsigned char file131[] = {
#embed "viewer/stage/decisions.js" suffix(, )
    0};

static const unsigned char file132[] = {
#embed "viewer/stage/directions.js" suffix(, )
    0};

static const unsigned char file133[] = {
#embed "viewer/stage/epochs.js" suffix(, )
    0};

static const unsigned char file134[] = {
#embed "viewer/stage/explorer.js" suffix(, )
    0};

static const unsigned char file135[] = {
#embed "viewer/stage/false-friends.js" suffix(, )
    0};

static const unsigned char file136[] = {
#embed "viewer/stage/feature-jobs.js" suffix(, )
    0};

static const unsigned char file137[] = {
#embed "viewer/stage/fitting.js" suffix(, )
    0};

static const unsigned char file138[] = {
#embed "viewer/stage/following.js" suffix(, )
    0};

static const unsigned char file139[] = {
#embed "viewer/stage/frames.js" suffix(, )
    0};

static const unsigned char file140[] = {
#embed "viewer/stage/gestures.js" suffix(, )
    0};

static const unsigned char file141[] = {
#embed "viewer/stage/groups.js" suffix(, )
    0};

static const unsigned char file142[] = {
#embed "viewer/stage/handles.js" suffix(, )
    0};

static const unsigned char file143[] = {
#embed "viewer/stage/kept-handles.js" suffix(, )
    0};

static const unsigned char file144[] = {
#embed "viewer/stage/layer-walk.js" suffix(, )
    0};

static const unsigned char file145[] = {
#embed "viewer/stage/link-keeper.js" suffix(, )
    0};

static const unsigned char file146[] = {
#embed "viewer/stage/named.js" suffix(, )
    0};

static const unsigned char file147[] = {
#embed "viewer/stage/opening.js" suffix(, )
    0};

static const unsigned char file148[] = {
#embed "viewer/stage/overlay.js" suffix(, )
    0};

static const unsigned char file149[] = {
#embed "viewer/stage/preserved-worker.js" suffix(, )
    0};

static const unsigned char file150[] = {
#embed "viewer/stage/preserved.js" suffix(, )
    0};

static const unsigned char file151[] = {
#embed "viewer/stage/saved-views.js" suffix(, )
    0};

static const unsigned char file152[] = {
#embed "viewer/stage/scene.js" suffix(, )
    0};

static const unsigned char file153[] = {
#embed "viewer/stage/scrubbing.js" suffix(, )
    0};

static const unsigned char file154[] = {
#embed "viewer/stage/stage.js" suffix(, )
    0};

static const unsigned char file155[] = {
#embed "viewer/stage/surface.js" suffix(, )
    0};

static const unsigned char file156[] = {
#embed "viewer/stage/suspects.js" suffix(, )
    0};

static const unsigned char file157[] = {
#embed "viewer/stage/trust-worker.js" suffix(, )
    0};

static const unsigned char file158[] = {
#embed "viewer/stage/turning.js" suffix(, )
    0};

static const unsigned char file159[] = {
#embed "viewer/stage/uncover.js" suffix(, )
    0};

static const unsigned char file160[] = {
#embed "viewer/stage/view-trust.js" suffix(, )
    0};

static const unsigned char file161[] = {
#embed "viewer/stage/walk.js" suffix(, )
    0};

static const unsigned char file162[] = {
#embed "viewer/state/atlas.js" suffix(, )
    0};

static const unsigned char file163[] = {
#embed "viewer/state/colouring.js" suffix(, )
    0};

static const unsigned char file164[] = {
#embed "viewer/state/evolution.js" suffix(, )
    0};

static const unsigned char file165[] = {
#embed "viewer/state/features.js" suffix(, )
    0};

static const unsigned char file166[] = {
#embed "viewer/state/grid.js" suffix(, )
    0};

static const unsigned char file167[] = {
#embed "viewer/state/history.js" suffix(, )
    0};

static const unsigned char file168[] = {
#embed "viewer/state/keys.js" suffix(, )
    0};

static const unsigned char file169[] = {
#embed "viewer/state/link.js" suffix(, )
    0};

static const unsigned char file170[] = {
#embed "viewer/state/live-features.js" suffix(, )
    0};

static const unsigned char file171[] = {
#embed "viewer/state/neurons.js" suffix(, )
    0};

static const unsigned char file172[] = {
#embed "viewer/state/palette.js" suffix(, )
    0};

static const unsigned char file173[] = {
#embed "viewer/state/ramp.js" suffix(, )
    0};

static const unsigned char file174[] = {
#embed "viewer/state/remember.js" suffix(, )
    0};

static const unsigned char file175[] = {
#embed "viewer/state/store.js" suffix(, )
    0};

static const unsigned char file176[] = {
#embed "viewer/state/theme.js" suffix(, )
    0};

static const unsigned char file177[] = {
#embed "viewer/styles/atlas.css" suffix(, )
    0};

static const unsigned char file178[] = {
#embed "viewer/styles/cards.css" suffix(, )
    0};

static const unsigned char file179[] = {
#embed "viewer/styles/compare.css" suffix(, )
    0};

static const unsigned char file180[] = {
#embed "viewer/styles/controls.css" suffix(, )
    0};

static const unsigned char file181[] = {
#embed "viewer/styles/evolution-side.css" suffix(, )
    0};

static const unsigned char file182[] = {
#embed "viewer/styles/evolution.css" suffix(, )
    0};

static const unsigned char file183[] = {
#embed "viewer/styles/features-live.css" suffix(, )
    0};

static const unsigned char file184[] = {
#embed "viewer/styles/features.css" suffix(, )
    0};

static const unsigned char file185[] = {
#embed "viewer/styles/frame.css" suffix(, )
    0};

static const unsigned char file186[] = {
#embed "viewer/styles/legend.css" suffix(, )
    0};

static const unsigned char file187[] = {
#embed "viewer/styles/neuron-side.css" suffix(, )
    0};

static const unsigned char file188[] = {
#embed "viewer/styles/neurons.css" suffix(, )
    0};

static const unsigned char file189[] = {
#embed "viewer/styles/other-views.css" suffix(, )
    0};

static const unsigned char file190[] = {
#embed "viewer/styles/panels.css" suffix(, )
    0};

static const unsigned char file191[] = {
#embed "viewer/styles/report.css" suffix(, )
    0};

static const unsigned char file192[] = {
#embed "viewer/styles/search.css" suffix(, )
    0};

static const unsigned char file193[] = {
#embed "viewer/styles/selection.css" suffix(, )
    0};

static const unsigned char file194[] = {
#embed "viewer/styles/sheets.css" suffix(, )
    0};

static const unsigned char file195[] = {
#embed "viewer/styles/sizes.css" suffix(, )
    0};

static const unsigned char file196[] = {
#embed "viewer/styles/stage.css" suffix(, )
    0};

static const unsigned char file197[] = {
#embed "viewer/styles/table.css" suffix(, )
    0};

static const unsigned char file198[] = {
#embed "viewer/styles/tokens.css" suffix(, )
    0};

static const unsigned char file199[] = {
#embed "viewer/styles/toolbar.css" suffix(, )
    0};

static const unsigned char file200[] = {
#embed "viewer/styles/trust.css" suffix(, )
    0};

static const unsigned char file201[] = {
#embed "viewer/styles/views.css" suffix(, )
    0};

static const unsigned char file202[] = {
#embed "viewer/tour/camera.js" suffix(, )
    0};

static const unsigned char file203[] = {
#embed "viewer/tour/centroids.js" suffix(, )
    0};

static const unsigned char file204[] = {
#embed "viewer/tour/fisher.js" suffix(, )
    0};

static const unsigned char file205[] = {
#embed "viewer/tour/frame.js" suffix(, )
    0};

static const unsigned char file206[] = {
#embed "viewer/tour/geodesic.js" suffix(, )
    0};

static const unsigned char file207[] = {
#embed "viewer/tour/grand-tour.js" suffix(, )
    0};

static const unsigned char file208[] = {
#embed "viewer/tour/handle.js" suffix(, )
    0};

static const unsigned char file209[] = {
#embed "viewer/tour/motion.js" suffix(, )
    0};

static const unsigned char file210[] = {
#embed "viewer/tour/nearest.js" suffix(, )
    0};

static const unsigned char file211[] = {
#embed "viewer/tour/pick.js" suffix(, )
    0};

static const unsigned char file212[] = {
#embed "viewer/tour/pictures.js" suffix(, )
    0};

static const unsigned char file213[] = {
#embed "viewer/tour/preserved.js" suffix(, )
    0};

static const unsigned char file214[] = {
#embed "viewer/tour/procrustes.js" suffix(, )
    0};

static const unsigned char file215[] = {
#embed "viewer/tour/projection.js" suffix(, )
    0};

static const unsigned char file216[] = {
#embed "viewer/tour/random.js" suffix(, )
    0};

static const unsigned char file217[] = {
#embed "viewer/tour/region.js" suffix(, )
    0};

static const unsigned char file218[] = {
#embed "viewer/tour/room.js" suffix(, )
    0};

static const unsigned char file219[] = {
#embed "viewer/tour/selection.js" suffix(, )
    0};

static const unsigned char file220[] = {
#embed "viewer/tour/singular.js" suffix(, )
    0};

static const unsigned char file221[] = {
#embed "viewer/tour/slices.js" suffix(, )
    0};

static const unsigned char file222[] = {
#embed "viewer/tour/space.js" suffix(, )
    0};

static const unsigned char file223[] = {
#embed "viewer/tour/trails.js" suffix(, )
    0};

static const unsigned char file224[] = {
#embed "viewer/views/chart.js" suffix(, )
    0};

static const unsigned char file225[] = {
#embed "viewer/views/command-note.js" suffix(, )
    0};

static const unsigned char file226[] = {
#embed "viewer/views/compare/beside-caption.js" suffix(, )
    0};

static const unsigned char file227[] = {
#embed "viewer/views/compare/changed.js" suffix(, )
    0};

static const unsigned char file228[] = {
#embed "viewer/views/compare/compare.js" suffix(, )
    0};

static const unsigned char file229[] = {
#embed "viewer/views/compare/differing.js" suffix(, )
    0};

static const unsigned char file230[] = {
#embed "viewer/views/compare/empty-message.js" suffix(, )
    0};

static const unsigned char file231[] = {
#embed "viewer/views/compare/focus.js" suffix(, )
    0};

static const unsigned char file232[] = {
#embed "viewer/views/compare/matrix-plot.js" suffix(, )
    0};

static const unsigned char file233[] = {
#embed "viewer/views/compare/matrix-table.js" suffix(, )
    0};

static const unsigned char file234[] = {
#embed "viewer/views/compare/matrix.js" suffix(, )
    0};

static const unsigned char file235[] = {
#embed "viewer/views/compare/mode.js" suffix(, )
    0};

static const unsigned char file236[] = {
#embed "viewer/views/compare/scope.js" suffix(, )
    0};

static const unsigned char file237[] = {
#embed "viewer/views/compare/words.js" suffix(, )
    0};

static const unsigned char file238[] = {
#embed "viewer/views/copy.js" suffix(, )
    0};

static const unsigned char file239[] = {
#embed "viewer/views/evolution/curves.js" suffix(, )
    0};

static const unsigned char file240[] = {
#embed "viewer/views/evolution/depth.js" suffix(, )
    0};

static const unsigned char file241[] = {
#embed "viewer/views/evolution/dots.js" suffix(, )
    0};

static const unsigned char file242[] = {
#embed "viewer/views/evolution/evolution.js" suffix(, )
    0};

static const unsigned char file243[] = {
#embed "viewer/views/evolution/evolutions.js" suffix(, )
    0};

static const unsigned char file244[] = {
#embed "viewer/views/evolution/hands.js" suffix(, )
    0};

static const unsigned char file245[] = {
#embed "viewer/views/evolution/label-strip.js" suffix(, )
    0};

static const unsigned char file246[] = {
#embed "viewer/views/evolution/look.js" suffix(, )
    0};

static const unsigned char file247[] = {
#embed "viewer/views/evolution/pair.js" suffix(, )
    0};

static const unsigned char file248[] = {
#embed "viewer/views/evolution/playhead.js" suffix(, )
    0};

static const unsigned char file249[] = {
#embed "viewer/views/evolution/scene.js" suffix(, )
    0};

static const unsigned char file250[] = {
#embed "viewer/views/evolution/scrubber.js" suffix(, )
    0};

static const unsigned char file251[] = {
#embed "viewer/views/evolution/selected.js" suffix(, )
    0};

static const unsigned char file252[] = {
#embed "viewer/views/evolution/strays.js" suffix(, )
    0};

static const unsigned char file253[] = {
#embed "viewer/views/evolution/strip.js" suffix(, )
    0};

static const unsigned char file254[] = {
#embed "viewer/views/evolution/surface.js" suffix(, )
    0};

static const unsigned char file255[] = {
#embed "viewer/views/evolution/tools.js" suffix(, )
    0};

static const unsigned char file256[] = {
#embed "viewer/views/evolution/trails-plot.js" suffix(, )
    0};

static const unsigned char file257[] = {
#embed "viewer/views/features/actions.js" suffix(, )
    0};

static const unsigned char file258[] = {
#embed "viewer/views/features/atlas/atlas-view.js" suffix(, )
    0};

static const unsigned char file259[] = {
#embed "viewer/views/features/atlas/beside.js" suffix(, )
    0};

static const unsigned char file260[] = {
#embed "viewer/views/features/atlas/crops.js" suffix(, )
    0};

static const unsigned char file261[] = {
#embed "viewer/views/features/atlas/hover-card.js" suffix(, )
    0};

static const unsigned char file262[] = {
#embed "viewer/views/features/atlas/labels.js" suffix(, )
    0};

static const unsigned char file263[] = {
#embed "viewer/views/features/atlas/lens.js" suffix(, )
    0};

static const unsigned char file264[] = {
#embed "viewer/views/features/atlas/map-hands.js" suffix(, )
    0};

static const unsigned char file265[] = {
#embed "viewer/views/features/atlas/map-keys.js" suffix(, )
    0};

static const unsigned char file266[] = {
#embed "viewer/views/features/atlas/map.js" suffix(, )
    0};

static const unsigned char file267[] = {
#embed "viewer/views/features/atlas/nothing-here.js" suffix(, )
    0};

static const unsigned char file268[] = {
#embed "viewer/views/features/atlas/paint.js" suffix(, )
    0};

static const unsigned char file269[] = {
#embed "viewer/views/features/atlas/pictures.js" suffix(, )
    0};

static const unsigned char file270[] = {
#embed "viewer/views/features/atlas/side.js" suffix(, )
    0};

static const unsigned char file271[] = {
#embed "viewer/views/features/atlas/spoken-row.js" suffix(, )
    0};

static const unsigned char file272[] = {
#embed "viewer/views/features/atlas/tools.js" suffix(, )
    0};

static const unsigned char file273[] = {
#embed "viewer/views/features/atlas/words.js" suffix(, )
    0};

static const unsigned char file274[] = {
#embed "viewer/views/features/choosing.js" suffix(, )
    0};

static const unsigned char file275[] = {
#embed "viewer/views/features/curve.js" suffix(, )
    0};

static const unsigned char file276[] = {
#embed "viewer/views/features/facts.js" suffix(, )
    0};

static const unsigned char file277[] = {
#embed "viewer/views/features/features.js" suffix(, )
    0};

static const unsigned char file278[] = {
#embed "viewer/views/features/gallery.js" suffix(, )
    0};

static const unsigned char file279[] = {
#embed "viewer/views/features/keys.js" suffix(, )
    0};

static const unsigned char file280[] = {
#embed "viewer/views/features/kinds.js" suffix(, )
    0};

static const unsigned char file281[] = {
#embed "viewer/views/features/live/direction-images.js" suffix(, )
    0};

static const unsigned char file282[] = {
#embed "viewer/views/features/live/live.js" suffix(, )
    0};

static const unsigned char file283[] = {
#embed "viewer/views/features/live/maker.js" suffix(, )
    0};

static const unsigned char file284[] = {
#embed "viewer/views/features/live/making-line.js" suffix(, )
    0};

static const unsigned char file285[] = {
#embed "viewer/views/features/live/missing.js" suffix(, )
    0};

static const unsigned char file286[] = {
#embed "viewer/views/features/live/unfinished-card.js" suffix(, )
    0};

static const unsigned char file287[] = {
#embed "viewer/views/features/live/unfinished-tile.js" suffix(, )
    0};

static const unsigned char file288[] = {
#embed "viewer/views/features/live/unfinished.js" suffix(, )
    0};

static const unsigned char file289[] = {
#embed "viewer/views/features/live/wish-button.js" suffix(, )
    0};

static const unsigned char file290[] = {
#embed "viewer/views/features/live/wish.js" suffix(, )
    0};

static const unsigned char file291[] = {
#embed "viewer/views/features/nothing-here.js" suffix(, )
    0};

static const unsigned char file292[] = {
#embed "viewer/views/features/of-unit.js" suffix(, )
    0};

static const unsigned char file293[] = {
#embed "viewer/views/features/picture.js" suffix(, )
    0};

static const unsigned char file294[] = {
#embed "viewer/views/features/shown.js" suffix(, )
    0};

static const unsigned char file295[] = {
#embed "viewer/views/features/side.js" suffix(, )
    0};

static const unsigned char file296[] = {
#embed "viewer/views/features/study-images.js" suffix(, )
    0};

static const unsigned char file297[] = {
#embed "viewer/views/features/tile.js" suffix(, )
    0};

static const unsigned char file298[] = {
#embed "viewer/views/features/tools.js" suffix(, )
    0};

static const unsigned char file299[] = {
#embed "viewer/views/features/words.js" suffix(, )
    0};

static const unsigned char file300[] = {
#embed "viewer/views/hands.js" suffix(, )
    0};

static const unsigned char file301[] = {
#embed "viewer/views/neighbours/columns.js" suffix(, )
    0};

static const unsigned char file302[] = {
#embed "viewer/views/neighbours/neighbours.js" suffix(, )
    0};

static const unsigned char file303[] = {
#embed "viewer/views/neighbours/rows.js" suffix(, )
    0};

static const unsigned char file304[] = {
#embed "viewer/views/neighbours/tools.js" suffix(, )
    0};

static const unsigned char file305[] = {
#embed "viewer/views/neurons/by-class.js" suffix(, )
    0};

static const unsigned char file306[] = {
#embed "viewer/views/neurons/exciting.js" suffix(, )
    0};

static const unsigned char file307[] = {
#embed "viewer/views/neurons/image-hands.js" suffix(, )
    0};

static const unsigned char file308[] = {
#embed "viewer/views/neurons/image-map.js" suffix(, )
    0};

static const unsigned char file309[] = {
#embed "viewer/views/neurons/keys.js" suffix(, )
    0};

static const unsigned char file310[] = {
#embed "viewer/views/neurons/layer-cards.js" suffix(, )
    0};

static const unsigned char file311[] = {
#embed "viewer/views/neurons/layer-units.js" suffix(, )
    0};

static const unsigned char file312[] = {
#embed "viewer/views/neurons/look.js" suffix(, )
    0};

static const unsigned char file313[] = {
#embed "viewer/views/neurons/neurons.js" suffix(, )
    0};

static const unsigned char file314[] = {
#embed "viewer/views/neurons/nothing-here.js" suffix(, )
    0};

static const unsigned char file315[] = {
#embed "viewer/views/neurons/ranked.js" suffix(, )
    0};

static const unsigned char file316[] = {
#embed "viewer/views/neurons/ranking.js" suffix(, )
    0};

static const unsigned char file317[] = {
#embed "viewer/views/neurons/response.js" suffix(, )
    0};

static const unsigned char file318[] = {
#embed "viewer/views/neurons/scores-card.js" suffix(, )
    0};

static const unsigned char file319[] = {
#embed "viewer/views/neurons/seen.js" suffix(, )
    0};

static const unsigned char file320[] = {
#embed "viewer/views/neurons/several-card.js" suffix(, )
    0};

static const unsigned char file321[] = {
#embed "viewer/views/neurons/side.js" suffix(, )
    0};

static const unsigned char file322[] = {
#embed "viewer/views/neurons/silenced.js" suffix(, )
    0};

static const unsigned char file323[] = {
#embed "viewer/views/neurons/tables.js" suffix(, )
    0};

static const unsigned char file324[] = {
#embed "viewer/views/neurons/tools.js" suffix(, )
    0};

static const unsigned char file325[] = {
#embed "viewer/views/neurons/unit-hands.js" suffix(, )
    0};

static const unsigned char file326[] = {
#embed "viewer/views/neurons/unit-legend.js" suffix(, )
    0};

static const unsigned char file327[] = {
#embed "viewer/views/neurons/unit-look.js" suffix(, )
    0};

static const unsigned char file328[] = {
#embed "viewer/views/neurons/unit-map.js" suffix(, )
    0};

static const unsigned char file329[] = {
#embed "viewer/views/neurons/works-with.js" suffix(, )
    0};

static const unsigned char file330[] = {
#embed "viewer/views/plot-marks.js" suffix(, )
    0};

static const unsigned char file331[] = {
#embed "viewer/views/report/asked-card.js" suffix(, )
    0};

static const unsigned char file332[] = {
#embed "viewer/views/report/class-tag.js" suffix(, )
    0};

static const unsigned char file333[] = {
#embed "viewer/views/report/confusion.js" suffix(, )
    0};

static const unsigned char file334[] = {
#embed "viewer/views/report/decision-buttons.js" suffix(, )
    0};

static const unsigned char file335[] = {
#embed "viewer/views/report/emergence.js" suffix(, )
    0};

static const unsigned char file336[] = {
#embed "viewer/views/report/facts.js" suffix(, )
    0};

static const unsigned char file337[] = {
#embed "viewer/views/report/groups.js" suffix(, )
    0};

static const unsigned char file338[] = {
#embed "viewer/views/report/layer-charts.js" suffix(, )
    0};

static const unsigned char file339[] = {
#embed "viewer/views/report/likeness.js" suffix(, )
    0};

static const unsigned char file340[] = {
#embed "viewer/views/report/report.js" suffix(, )
    0};

static const unsigned char file341[] = {
#embed "viewer/views/report/suspect-list.js" suffix(, )
    0};

static const unsigned char file342[] = {
#embed "viewer/views/report/zones.js" suffix(, )
    0};

static const unsigned char file343[] = {
#embed "viewer/views/scatter-plot.js" suffix(, )
    0};

static const unsigned char file344[] = {
#embed "viewer/views/side-drawer.js" suffix(, )
    0};

static const unsigned char file345[] = {
#embed "viewer/views/tool-buttons.js" suffix(, )
    0};

static const unsigned char file346[] = {
#embed "viewer/views/views.js" suffix(, )
    0};

#if __has_embed("../../.deps/fonts/inter-latin.woff2") == __STDC_EMBED_FOUND__
#define HAS_inter_latin
static const unsigned char inter_latin[] = {
#embed "../../.deps/fonts/inter-latin.woff2" suffix(, )
    0};
#endif

#if __has_embed("../../.deps/fonts/inter-latin-500.woff2") == __STDC_EMBED_FOUND__
#define HAS_inter_latin_500
static const unsigned char inter_latin_500[] = {
#embed "../../.deps/fonts/inter-latin-500.woff2" suffix(, )
    0};
#endif

#if __has_embed("../../.deps/fonts/inter-latin-600.woff2") == __STDC_EMBED_FOUND__
#define HAS_inter_latin_600
static const unsigned char inter_latin_600[] = {
#embed "../../.deps/fonts/inter-latin-600.woff2" suffix(, )
    0};
#endif

static const strata_viewer_asset assets[] = {
    {"data/activations.js", file0, sizeof file0 - 1},
    {"data/annotations.js", file1, sizeof file1 - 1},
    {"data/arrays.js", file2, sizeof file2 - 1},
    {"data/atlas-regions.js", file3, sizeof file3 - 1},
    {"data/atlas-requests.js", file4, sizeof file4 - 1},
    {"data/atlas-walk.js", file5, sizeof file5 - 1},
    {"data/atlas.js", file6, sizeof file6 - 1},
    {"data/attributes.js", file7, sizeof file7 - 1},
    {"data/changes.js", file8, sizeof file8 - 1},
    {"data/class-colours.js", file9, sizeof file9 - 1},
    {"data/client.js", file10, sizeof file10 - 1},
    {"data/coloured.js", file11, sizeof file11 - 1},
    {"data/comparison.js", file12, sizeof file12 - 1},
    {"data/conditions.js", file13, sizeof file13 - 1},
    {"data/confusion.js", file14, sizeof file14 - 1},
    {"data/connection.js", file15, sizeof file15 - 1},
    {"data/evolution.js", file16, sizeof file16 - 1},
    {"data/false-neighbors.js", file17, sizeof file17 - 1},
    {"data/feature-jobs.js", file18, sizeof file18 - 1},
    {"data/feature-orders.js", file19, sizeof file19 - 1},
    {"data/feature-requests.js", file20, sizeof file20 - 1},
    {"data/features.js", file21, sizeof file21 - 1},
    {"data/figure-command.js", file22, sizeof file22 - 1},
    {"data/finding.js", file23, sizeof file23 - 1},
    {"data/hilbert.js", file24, sizeof file24 - 1},
    {"data/maximize-command.js", file25, sizeof file25 - 1},
    {"data/measures.js", file26, sizeof file26 - 1},
    {"data/neighbor-lists.js", file27, sizeof file27 - 1},
    {"data/neighbor-rows.js", file28, sizeof file28 - 1},
    {"data/neuron-requests.js", file29, sizeof file29 - 1},
    {"data/neurons.js", file30, sizeof file30 - 1},
    {"data/npy.js", file31, sizeof file31 - 1},
    {"data/pictures.js", file32, sizeof file32 - 1},
    {"data/queries.js", file33, sizeof file33 - 1},
    {"data/report.js", file34, sizeof file34 - 1},
    {"data/series.js", file35, sizeof file35 - 1},
    {"data/shown-text.js", file36, sizeof file36 - 1},
    {"data/similarity.js", file37, sizeof file37 - 1},
    {"data/source.js", file38, sizeof file38 - 1},
    {"data/sprites.js", file39, sizeof file39 - 1},
    {"data/study.js", file40, sizeof file40 - 1},
    {"data/summary.js", file41, sizeof file41 - 1},
    {"data/suspects.js", file42, sizeof file42 - 1},
    {"data/tint.js", file43, sizeof file43 - 1},
    {"data/told.js", file44, sizeof file44 - 1},
    {"data/trust-measures.js", file45, sizeof file45 - 1},
    {"data/types.js", file46, sizeof file46 - 1},
    {"early.js", file47, sizeof file47 - 1},
    {"icon.svg", file48, sizeof file48 - 1},
    {"index.html", file49, sizeof file49 - 1},
    {"main.js", file50, sizeof file50 - 1},
    {"packed/address.js", file51, sizeof file51 - 1},
    {"packed/array.js", file52, sizeof file52 - 1},
    {"packed/boot.js", file53, sizeof file53 - 1},
    {"packed/channels.js", file54, sizeof file54 - 1},
    {"packed/correlation.js", file55, sizeof file55 - 1},
    {"packed/entry.js", file56, sizeof file56 - 1},
    {"packed/neighbors.js", file57, sizeof file57 - 1},
    {"packed/rank-test.js", file58, sizeof file58 - 1},
    {"packed/replies.js", file59, sizeof file59 - 1},
    {"packed/shelf.js", file60, sizeof file60 - 1},
    {"packed/source.js", file61, sizeof file61 - 1},
    {"packed/start.js", file62, sizeof file62 - 1},
    {"packed/top-images.js", file63, sizeof file63 - 1},
    {"page.js", file64, sizeof file64 - 1},
    {"panels/caption.js", file65, sizeof file65 - 1},
    {"panels/colour-bar.js", file66, sizeof file66 - 1},
    {"panels/contact-sheet.js", file67, sizeof file67 - 1},
    {"panels/direction-button.js", file68, sizeof file68 - 1},
    {"panels/dom.js", file69, sizeof file69 - 1},
    {"panels/filters.js", file70, sizeof file70 - 1},
    {"panels/floor.js", file71, sizeof file71 - 1},
    {"panels/handle-buttons.js", file72, sizeof file72 - 1},
    {"panels/header.js", file73, sizeof file73 - 1},
    {"panels/help.js", file74, sizeof file74 - 1},
    {"panels/hover.js", file75, sizeof file75 - 1},
    {"panels/image-panel.js", file76, sizeof file76 - 1},
    {"panels/inspector.js", file77, sizeof file77 - 1},
    {"panels/journey.js", file78, sizeof file78 - 1},
    {"panels/legend-head.js", file79, sizeof file79 - 1},
    {"panels/legend.js", file80, sizeof file80 - 1},
    {"panels/line.js", file81, sizeof file81 - 1},
    {"panels/marks.js", file82, sizeof file82 - 1},
    {"panels/menu.js", file83, sizeof file83 - 1},
    {"panels/message.js", file84, sizeof file84 - 1},
    {"panels/named-list.js", file85, sizeof file85 - 1},
    {"panels/page-sheet.js", file86, sizeof file86 - 1},
    {"panels/picture.js", file87, sizeof file87 - 1},
    {"panels/provenance.js", file88, sizeof file88 - 1},
    {"panels/rail-thumb.js", file89, sizeof file89 - 1},
    {"panels/rail.js", file90, sizeof file90 - 1},
    {"panels/resizer.js", file91, sizeof file91 - 1},
    {"panels/row-list.js", file92, sizeof file92 - 1},
    {"panels/save-figure.js", file93, sizeof file93 - 1},
    {"panels/scrubber.js", file94, sizeof file94 - 1},
    {"panels/search.js", file95, sizeof file95 - 1},
    {"panels/selection-bar.js", file96, sizeof file96 - 1},
    {"panels/selection-panel.js", file97, sizeof file97 - 1},
    {"panels/table.js", file98, sizeof file98 - 1},
    {"panels/tabs.js", file99, sizeof file99 - 1},
    {"panels/threshold.js", file100, sizeof file100 - 1},
    {"panels/tile.js", file101, sizeof file101 - 1},
    {"panels/toolbar.js", file102, sizeof file102 - 1},
    {"panels/trust-card.js", file103, sizeof file103 - 1},
    {"panels/unit-picker.js", file104, sizeof file104 - 1},
    {"panels/units.js", file105, sizeof file105 - 1},
    {"panels/views-menu.js", file106, sizeof file106 - 1},
    {"passes/brush.js", file107, sizeof file107 - 1},
    {"passes/canvas.js", file108, sizeof file108 - 1},
    {"passes/clouds.js", file109, sizeof file109 - 1},
    {"passes/compass.js", file110, sizeof file110 - 1},
    {"passes/glyphs.js", file111, sizeof file111 - 1},
    {"passes/images.js", file112, sizeof file112 - 1},
    {"passes/marks.js", file113, sizeof file113 - 1},
    {"passes/names.js", file114, sizeof file114 - 1},
    {"passes/overlay.js", file115, sizeof file115 - 1},
    {"passes/points.js", file116, sizeof file116 - 1},
    {"passes/program.js", file117, sizeof file117 - 1},
    {"passes/projection.js", file118, sizeof file118 - 1},
    {"passes/renderer.js", file119, sizeof file119 - 1},
    {"passes/style.js", file120, sizeof file120 - 1},
    {"passes/trails-canvas.js", file121, sizeof file121 - 1},
    {"passes/trails.js", file122, sizeof file122 - 1},
    {"stage/acts.js", file123, sizeof file123 - 1},
    {"stage/brush.js", file124, sizeof file124 - 1},
    {"stage/colourist.js", file125, sizeof file125 - 1},
    {"stage/compare/companion.js", file126, sizeof file126 - 1},
    {"stage/compare/frame-beside.js", file127, sizeof file127 - 1},
    {"stage/compare/mirror.js", file128, sizeof file128 - 1},
    {"stage/compare/pairing.js", file129, sizeof file129 - 1},
    {"stage/compass.js", file130, sizeof file130 - 1},
    {"stage/decisions.js", file131, sizeof file131 - 1},
    {"stage/directions.js", file132, sizeof file132 - 1},
    {"stage/epochs.js", file133, sizeof file133 - 1},
    {"stage/explorer.js", file134, sizeof file134 - 1},
    {"stage/false-friends.js", file135, sizeof file135 - 1},
    {"stage/feature-jobs.js", file136, sizeof file136 - 1},
    {"stage/fitting.js", file137, sizeof file137 - 1},
    {"stage/following.js", file138, sizeof file138 - 1},
    {"stage/frames.js", file139, sizeof file139 - 1},
    {"stage/gestures.js", file140, sizeof file140 - 1},
    {"stage/groups.js", file141, sizeof file141 - 1},
    {"stage/handles.js", file142, sizeof file142 - 1},
    {"stage/kept-handles.js", file143, sizeof file143 - 1},
    {"stage/layer-walk.js", file144, sizeof file144 - 1},
    {"stage/link-keeper.js", file145, sizeof file145 - 1},
    {"stage/named.js", file146, sizeof file146 - 1},
    {"stage/opening.js", file147, sizeof file147 - 1},
    {"stage/overlay.js", file148, sizeof file148 - 1},
    {"stage/preserved-worker.js", file149, sizeof file149 - 1},
    {"stage/preserved.js", file150, sizeof file150 - 1},
    {"stage/saved-views.js", file151, sizeof file151 - 1},
    {"stage/scene.js", file152, sizeof file152 - 1},
    {"stage/scrubbing.js", file153, sizeof file153 - 1},
    {"stage/stage.js", file154, sizeof file154 - 1},
    {"stage/surface.js", file155, sizeof file155 - 1},
    {"stage/suspects.js", file156, sizeof file156 - 1},
    {"stage/trust-worker.js", file157, sizeof file157 - 1},
    {"stage/turning.js", file158, sizeof file158 - 1},
    {"stage/uncover.js", file159, sizeof file159 - 1},
    {"stage/view-trust.js", file160, sizeof file160 - 1},
    {"stage/walk.js", file161, sizeof file161 - 1},
    {"state/atlas.js", file162, sizeof file162 - 1},
    {"state/colouring.js", file163, sizeof file163 - 1},
    {"state/evolution.js", file164, sizeof file164 - 1},
    {"state/features.js", file165, sizeof file165 - 1},
    {"state/grid.js", file166, sizeof file166 - 1},
    {"state/history.js", file167, sizeof file167 - 1},
    {"state/keys.js", file168, sizeof file168 - 1},
    {"state/link.js", file169, sizeof file169 - 1},
    {"state/live-features.js", file170, sizeof file170 - 1},
    {"state/neurons.js", file171, sizeof file171 - 1},
    {"state/palette.js", file172, sizeof file172 - 1},
    {"state/ramp.js", file173, sizeof file173 - 1},
    {"state/remember.js", file174, sizeof file174 - 1},
    {"state/store.js", file175, sizeof file175 - 1},
    {"state/theme.js", file176, sizeof file176 - 1},
    {"styles/atlas.css", file177, sizeof file177 - 1},
    {"styles/cards.css", file178, sizeof file178 - 1},
    {"styles/compare.css", file179, sizeof file179 - 1},
    {"styles/controls.css", file180, sizeof file180 - 1},
    {"styles/evolution-side.css", file181, sizeof file181 - 1},
    {"styles/evolution.css", file182, sizeof file182 - 1},
    {"styles/features-live.css", file183, sizeof file183 - 1},
    {"styles/features.css", file184, sizeof file184 - 1},
    {"styles/frame.css", file185, sizeof file185 - 1},
    {"styles/legend.css", file186, sizeof file186 - 1},
    {"styles/neuron-side.css", file187, sizeof file187 - 1},
    {"styles/neurons.css", file188, sizeof file188 - 1},
    {"styles/other-views.css", file189, sizeof file189 - 1},
    {"styles/panels.css", file190, sizeof file190 - 1},
    {"styles/report.css", file191, sizeof file191 - 1},
    {"styles/search.css", file192, sizeof file192 - 1},
    {"styles/selection.css", file193, sizeof file193 - 1},
    {"styles/sheets.css", file194, sizeof file194 - 1},
    {"styles/sizes.css", file195, sizeof file195 - 1},
    {"styles/stage.css", file196, sizeof file196 - 1},
    {"styles/table.css", file197, sizeof file197 - 1},
    {"styles/tokens.css", file198, sizeof file198 - 1},
    {"styles/toolbar.css", file199, sizeof file199 - 1},
    {"styles/trust.css", file200, sizeof file200 - 1},
    {"styles/views.css", file201, sizeof file201 - 1},
    {"tour/camera.js", file202, sizeof file202 - 1},
    {"tour/centroids.js", file203, sizeof file203 - 1},
    {"tour/fisher.js", file204, sizeof file204 - 1},
    {"tour/frame.js", file205, sizeof file205 - 1},
    {"tour/geodesic.js", file206, sizeof file206 - 1},
    {"tour/grand-tour.js", file207, sizeof file207 - 1},
    {"tour/handle.js", file208, sizeof file208 - 1},
    {"tour/motion.js", file209, sizeof file209 - 1},
    {"tour/nearest.js", file210, sizeof file210 - 1},
    {"tour/pick.js", file211, sizeof file211 - 1},
    {"tour/pictures.js", file212, sizeof file212 - 1},
    {"tour/preserved.js", file213, sizeof file213 - 1},
    {"tour/procrustes.js", file214, sizeof file214 - 1},
    {"tour/projection.js", file215, sizeof file215 - 1},
    {"tour/random.js", file216, sizeof file216 - 1},
    {"tour/region.js", file217, sizeof file217 - 1},
    {"tour/room.js", file218, sizeof file218 - 1},
    {"tour/selection.js", file219, sizeof file219 - 1},
    {"tour/singular.js", file220, sizeof file220 - 1},
    {"tour/slices.js", file221, sizeof file221 - 1},
    {"tour/space.js", file222, sizeof file222 - 1},
    {"tour/trails.js", file223, sizeof file223 - 1},
    {"views/chart.js", file224, sizeof file224 - 1},
    {"views/command-note.js", file225, sizeof file225 - 1},
    {"views/compare/beside-caption.js", file226, sizeof file226 - 1},
    {"views/compare/changed.js", file227, sizeof file227 - 1},
    {"views/compare/compare.js", file228, sizeof file228 - 1},
    {"views/compare/differing.js", file229, sizeof file229 - 1},
    {"views/compare/empty-message.js", file230, sizeof file230 - 1},
    {"views/compare/focus.js", file231, sizeof file231 - 1},
    {"views/compare/matrix-plot.js", file232, sizeof file232 - 1},
    {"views/compare/matrix-table.js", file233, sizeof file233 - 1},
    {"views/compare/matrix.js", file234, sizeof file234 - 1},
    {"views/compare/mode.js", file235, sizeof file235 - 1},
    {"views/compare/scope.js", file236, sizeof file236 - 1},
    {"views/compare/words.js", file237, sizeof file237 - 1},
    {"views/copy.js", file238, sizeof file238 - 1},
    {"views/evolution/curves.js", file239, sizeof file239 - 1},
    {"views/evolution/depth.js", file240, sizeof file240 - 1},
    {"views/evolution/dots.js", file241, sizeof file241 - 1},
    {"views/evolution/evolution.js", file242, sizeof file242 - 1},
    {"views/evolution/evolutions.js", file243, sizeof file243 - 1},
    {"views/evolution/hands.js", file244, sizeof file244 - 1},
    {"views/evolution/label-strip.js", file245, sizeof file245 - 1},
    {"views/evolution/look.js", file246, sizeof file246 - 1},
    {"views/evolution/pair.js", file247, sizeof file247 - 1},
    {"views/evolution/playhead.js", file248, sizeof file248 - 1},
    {"views/evolution/scene.js", file249, sizeof file249 - 1},
    {"views/evolution/scrubber.js", file250, sizeof file250 - 1},
    {"views/evolution/selected.js", file251, sizeof file251 - 1},
    {"views/evolution/strays.js", file252, sizeof file252 - 1},
    {"views/evolution/strip.js", file253, sizeof file253 - 1},
    {"views/evolution/surface.js", file254, sizeof file254 - 1},
    {"views/evolution/tools.js", file255, sizeof file255 - 1},
    {"views/evolution/trails-plot.js", file256, sizeof file256 - 1},
    {"views/features/actions.js", file257, sizeof file257 - 1},
    {"views/features/atlas/atlas-view.js", file258, sizeof file258 - 1},
    {"views/features/atlas/beside.js", file259, sizeof file259 - 1},
    {"views/features/atlas/crops.js", file260, sizeof file260 - 1},
    {"views/features/atlas/hover-card.js", file261, sizeof file261 - 1},
    {"views/features/atlas/labels.js", file262, sizeof file262 - 1},
    {"views/features/atlas/lens.js", file263, sizeof file263 - 1},
    {"views/features/atlas/map-hands.js", file264, sizeof file264 - 1},
    {"views/features/atlas/map-keys.js", file265, sizeof file265 - 1},
    {"views/features/atlas/map.js", file266, sizeof file266 - 1},
    {"views/features/atlas/nothing-here.js", file267, sizeof file267 - 1},
    {"views/features/atlas/paint.js", file268, sizeof file268 - 1},
    {"views/features/atlas/pictures.js", file269, sizeof file269 - 1},
    {"views/features/atlas/side.js", file270, sizeof file270 - 1},
    {"views/features/atlas/spoken-row.js", file271, sizeof file271 - 1},
    {"views/features/atlas/tools.js", file272, sizeof file272 - 1},
    {"views/features/atlas/words.js", file273, sizeof file273 - 1},
    {"views/features/choosing.js", file274, sizeof file274 - 1},
    {"views/features/curve.js", file275, sizeof file275 - 1},
    {"views/features/facts.js", file276, sizeof file276 - 1},
    {"views/features/features.js", file277, sizeof file277 - 1},
    {"views/features/gallery.js", file278, sizeof file278 - 1},
    {"views/features/keys.js", file279, sizeof file279 - 1},
    {"views/features/kinds.js", file280, sizeof file280 - 1},
    {"views/features/live/direction-images.js", file281, sizeof file281 - 1},
    {"views/features/live/live.js", file282, sizeof file282 - 1},
    {"views/features/live/maker.js", file283, sizeof file283 - 1},
    {"views/features/live/making-line.js", file284, sizeof file284 - 1},
    {"views/features/live/missing.js", file285, sizeof file285 - 1},
    {"views/features/live/unfinished-card.js", file286, sizeof file286 - 1},
    {"views/features/live/unfinished-tile.js", file287, sizeof file287 - 1},
    {"views/features/live/unfinished.js", file288, sizeof file288 - 1},
    {"views/features/live/wish-button.js", file289, sizeof file289 - 1},
    {"views/features/live/wish.js", file290, sizeof file290 - 1},
    {"views/features/nothing-here.js", file291, sizeof file291 - 1},
    {"views/features/of-unit.js", file292, sizeof file292 - 1},
    {"views/features/picture.js", file293, sizeof file293 - 1},
    {"views/features/shown.js", file294, sizeof file294 - 1},
    {"views/features/side.js", file295, sizeof file295 - 1},
    {"views/features/study-images.js", file296, sizeof file296 - 1},
    {"views/features/tile.js", file297, sizeof file297 - 1},
    {"views/features/tools.js", file298, sizeof file298 - 1},
    {"views/features/words.js", file299, sizeof file299 - 1},
    {"views/hands.js", file300, sizeof file300 - 1},
    {"views/neighbours/columns.js", file301, sizeof file301 - 1},
    {"views/neighbours/neighbours.js", file302, sizeof file302 - 1},
    {"views/neighbours/rows.js", file303, sizeof file303 - 1},
    {"views/neighbours/tools.js", file304, sizeof file304 - 1},
    {"views/neurons/by-class.js", file305, sizeof file305 - 1},
    {"views/neurons/exciting.js", file306, sizeof file306 - 1},
    {"views/neurons/image-hands.js", file307, sizeof file307 - 1},
    {"views/neurons/image-map.js", file308, sizeof file308 - 1},
    {"views/neurons/keys.js", file309, sizeof file309 - 1},
    {"views/neurons/layer-cards.js", file310, sizeof file310 - 1},
    {"views/neurons/layer-units.js", file311, sizeof file311 - 1},
    {"views/neurons/look.js", file312, sizeof file312 - 1},
    {"views/neurons/neurons.js", file313, sizeof file313 - 1},
    {"views/neurons/nothing-here.js", file314, sizeof file314 - 1},
    {"views/neurons/ranked.js", file315, sizeof file315 - 1},
    {"views/neurons/ranking.js", file316, sizeof file316 - 1},
    {"views/neurons/response.js", file317, sizeof file317 - 1},
    {"views/neurons/scores-card.js", file318, sizeof file318 - 1},
    {"views/neurons/seen.js", file319, sizeof file319 - 1},
    {"views/neurons/several-card.js", file320, sizeof file320 - 1},
    {"views/neurons/side.js", file321, sizeof file321 - 1},
    {"views/neurons/silenced.js", file322, sizeof file322 - 1},
    {"views/neurons/tables.js", file323, sizeof file323 - 1},
    {"views/neurons/tools.js", file324, sizeof file324 - 1},
    {"views/neurons/unit-hands.js", file325, sizeof file325 - 1},
    {"views/neurons/unit-legend.js", file326, sizeof file326 - 1},
    {"views/neurons/unit-look.js", file327, sizeof file327 - 1},
    {"views/neurons/unit-map.js", file328, sizeof file328 - 1},
    {"views/neurons/works-with.js", file329, sizeof file329 - 1},
    {"views/plot-marks.js", file330, sizeof file330 - 1},
    {"views/report/asked-card.js", file331, sizeof file331 - 1},
    {"views/report/class-tag.js", file332, sizeof file332 - 1},
    {"views/report/confusion.js", file333, sizeof file333 - 1},
    {"views/report/decision-buttons.js", file334, sizeof file334 - 1},
    {"views/report/emergence.js", file335, sizeof file335 - 1},
    {"views/report/facts.js", file336, sizeof file336 - 1},
    {"views/report/groups.js", file337, sizeof file337 - 1},
    {"views/report/layer-charts.js", file338, sizeof file338 - 1},
    {"views/report/likeness.js", file339, sizeof file339 - 1},
    {"views/report/report.js", file340, sizeof file340 - 1},
    {"views/report/suspect-list.js", file341, sizeof file341 - 1},
    {"views/report/zones.js", file342, sizeof file342 - 1},
    {"views/scatter-plot.js", file343, sizeof file343 - 1},
    {"views/side-drawer.js", file344, sizeof file344 - 1},
    {"views/tool-buttons.js", file345, sizeof file345 - 1},
    {"views/views.js", file346, sizeof file346 - 1},
#ifdef HAS_inter_latin
    {"fonts/inter-latin.woff2", inter_latin, sizeof inter_latin - 1},
#endif
#ifdef HAS_inter_latin_500
    {"fonts/inter-latin-500.woff2", inter_latin_500, sizeof inter_latin_500 - 1},
#endif
#ifdef HAS_inter_latin_600
    {"fonts/inter-latin-600.woff2", inter_latin_600, sizeof inter_latin_600 - 1},
#endif
    {0, 0, 0}};

int strata_viewer_asset_count(void) { return (int)(sizeof assets / sizeof assets[0]) - 1; }

strata_viewer_asset strata_viewer_asset_at(int index) {
  int count = strata_viewer_asset_count();
  return assets[index >= 0 && index < count ? index : count];
}
