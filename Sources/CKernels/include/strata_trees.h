// Growing one tree of a forest of extremely randomized trees; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A node of a tree. Nodes stand in preorder: the left child of a split is the node after it.
typedef struct {
  /// Items with a value of at most this go left.
  float threshold;
  /// The feature that is split, -1 in a leaf.
  int32_t feature;
  /// The right child of a split; the node itself in a leaf.
  uint32_t right;
  /// How many items of the training set are in the node, and how many of these are of the class.
  uint32_t count;
  uint32_t positives;
} strata_tree_node;

/// In lists of items, this bit is set for those of the class.
static const uint32_t strata_item_of_class = 0x80000000u;

/// Bytes of memory that growing and routing so many items needs.
size_t strata_tree_workspace_size(size_t count);

/// Grows a tree until leaves are pure, smaller than `minimumSplit`, or the same in all features.
///
/// Value f of item i is columns[f * stride + i], finite. `items` lists those of the training set, at least one, fewer than
/// 2^31; they are put into the order of the leaves. At each node `candidates` features that are not constant in it are drawn
/// from the `featureCount` of `features`, which are reordered, with a threshold each between the smallest and the largest
/// value; the one that lowers Gini's impurity most wins, the first drawn of equals. Random numbers hash `key` and the
/// place of the node. `decreases[f]` grows by the decrease of impurity times the share of items. `nodes` has room for
/// 2 * count - 1. Returns the number of nodes. The same for every instruction set.
size_t strata_grow_tree(const float *columns, size_t stride, uint32_t *items, size_t count, uint32_t *features,
                        size_t featureCount, size_t candidates, size_t minimumSplit, uint64_t key, void *workspace,
                        strata_tree_node *nodes, double *decreases);

/// Puts items into the order of the leaves: node n holds items[starts[n]] up to items[ends[n]].
void strata_route_items(const float *columns, size_t stride, uint32_t *items, size_t count,
                        const strata_tree_node *nodes, size_t nodeCount, void *workspace, uint32_t *starts,
                        uint32_t *ends);

#ifdef __cplusplus
}
#endif
