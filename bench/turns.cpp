#include "bench/turns.h"

#include <cstddef>
#include <utility>

#include "bench/load_benchmark.h"

namespace wfx {

void Turns::Run() {
  if (std::exchange(over_, true)) return;
  std::uint64_t turn = 0;
  bool more = true;
  for (std::size_t round = 0; more; ++round) {
    more = false;
    for (std::size_t i = 0; i < loads_.size(); ++i)
      more |= loads_[(round + i) % loads_.size()]->TakeTurn(turn++);
    if (more && enough_ && enough_(loads_, round + 1)) break;
  }
  // What ends a load, such as looking at every block of its file, is in nobody's turn.
  for (LoadBenchmark* load : loads_) load->End();
}

}  // namespace wfx
