// Which photos hang together at a distance, from the links of the forest, shortest first (culling/forest.py): the same
// groups, numbered in the same way, as culling.group gives for likeness with 1 or 2 photos to begin a group.
class Joins {
  constructor(buffer, links, count) {
    this.count = count;
    this.first = new Int32Array(buffer, 0, links);
    this.second = new Int32Array(buffer, 4 * links, links);
    this.lengths = new Float32Array(buffer, 8 * links, links);
    this.root = new Int32Array(count);
    this.size = new Int32Array(count);
  }

  get longest() {
    return this.lengths.length ? this.lengths[this.lengths.length - 1] : 0;
  }

  // How many links are no longer than a distance; Python compares in 32 bits as well.
  upTo(distance) {
    const cutoff = Math.fround(distance);
    let low = 0;
    let high = this.lengths.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.lengths[middle] <= cutoff) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Of each photo the number of its group, −1 for those that are alone: 0, 1, 2 … in order of each group's first photo.
  at(distance) {
    const { root, size, first, second, count } = this;
    for (let row = 0; row < count; row += 1) root[row] = row;
    size.fill(0);
    for (let link = this.upTo(distance) - 1; link >= 0; link -= 1) {
      const one = this.find(first[link]);
      const other = this.find(second[link]);
      if (one < other) root[other] = one; // the root of a group is its first photo
      else root[one] = other;
    }
    for (let row = 0; row < count; row += 1) size[root[row] = this.find(row)] += 1;
    return this.numbered();
  }

  find(row) {
    const { root } = this;
    let at = row;
    while (root[at] !== at) at = root[at] = root[root[at]];
    return at;
  }

  numbered() {
    const { root, size, count } = this;
    const numbers = new Int32Array(count).fill(-1);
    let groups = 0;
    for (let row = 0; row < count; row += 1) {
      const head = root[row];
      if (head === row) {
        if (size[row] > 1) numbers[row] = groups++;
      } else numbers[row] = numbers[head];
    }
    return numbers;
  }

  // How many photos join between each two of `bars` + 1 equal steps from 0 to `high`; what is longer is left out.
  histogram(high, bars) {
    const counts = new Int32Array(bars);
    for (const length of this.lengths) {
      if (length > high) break;
      counts[Math.min(bars - 1, Math.floor((length / high) * bars))] += 1;
    }
    return counts;
  }
}

// { groups, photos, alone } of such numbers.
function countGroups(numbers) {
  let groups = 0;
  let photos = 0;
  for (const number of numbers) {
    if (number < 0) continue;
    photos += 1;
    if (number >= groups) groups = number + 1;
  }
  return { groups, photos, alone: numbers.length - photos };
}
