// One scenario as plain data: given / when / then, or given / load. Nothing here does anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/scenario/expectation.h"
#include "runner/scenario/given.h"
#include "runner/scenario/load_api.h"
#include "runner/scenario/step.h"

namespace wfx {

// ---- load: a benchmark ----

struct Load {
  enum class Pattern { kSequential, kRandom, kAppend, kFixed };
  // One of several lengths that writes have.
  struct MixedLength {
    Quantity length;
    double share = 0;  // of the writes; all together 1
  };
  int line = 0;
  std::string handle;
  std::vector<std::string> more_handles;  // written through at the same time, each by such threads
  Quantity length;                        // where no `mix` says otherwise
  std::vector<MixedLength> mix;           // chosen anew for each write; empty = none
  Pattern pattern = Pattern::kSequential;
  LoadApi api = LoadApi::kWriteFileEx;
  StreamSubject subject = StreamSubject::kAdapter;  // of LoadApi::kStream
  // An open loop: writes come at a rate, whether or not those before have completed.
  struct Arrivals {
    enum class Process { kFixed, kPoisson };
    double rate = 0;  // a second; 0 = closed loop
    Process process = Process::kFixed;
  };
  std::uint32_t queue_depth = 1;  // closed: always outstanding; open: at most
  Arrivals arrivals;
  std::uint32_t threads = 1;  // of each handle; each with the depth, and a share of the rate
  bool own_handles = false;   // of the threads; otherwise they share the one
  bool zeros = false;         // what is written; otherwise incompressible bytes
  bool tagged = false;        // with a tag in each block, looked for in every block afterwards
  std::string reader;         // a pipe's other end, read by the engine as fast as it can; "" = none

  // `handle` and those beside it.
  std::vector<std::string> Handles() const {
    std::vector<std::string> all{handle};
    all.insert(all.end(), more_handles.begin(), more_handles.end());
    return all;
  }
};

// A load has at most so many lengths.
inline constexpr std::size_t kMostMixedLengths = 16;
// A tagged block has at least so many bytes: what a disk writes whole.
inline constexpr std::int64_t kSmallestTaggedBlock = 512;

struct Measure {
  // Warming up until so many windows in a row differ by no more than a share in their throughput.
  struct Steady {
    double within = 0;  // 0.05; 0 = not asked for
    Duration window{};
    std::uint32_t windows = 0;
    Duration at_most{};
  };
  Duration warm_up{}, run_for{};
  std::uint32_t repeat = 1;
  Duration cool_down{};
  std::optional<Quantity> writes{}, bytes{};  // a repetition ends after so many, too
  Steady steady{};
};

// ---- the scenario ----

// One expansion of a scenario's matrix.
struct Case {
  Case();
  Case(const Case&);
  Case(Case&&) noexcept;
  Case& operator=(const Case&);
  Case& operator=(Case&&) noexcept;
  ~Case();

  std::string scenario;  // id: the file's path without .json
  std::string case_id;   // "k=v,k=v" in file order, "" without a matrix
  std::string file;      // path for messages
  int line = 1;          // of the title
  std::string title;
  std::vector<std::string> requirements;
  std::vector<std::string>
      needs;           // capability names; those its actions imply are added by the reader
  bool judged = true;  // its requirements are `must`; false = observed
  std::vector<std::string> applies_to;  // words of kTargetKinds: it runs on these; empty = on all
  std::vector<Given> given;
  std::vector<Step> when;
  std::vector<Expectation> then;
  std::optional<Load> load;  // a benchmark: no when, no then
  Measure measure;
  std::vector<std::pair<std::string, std::string>> gate;
};

}  // namespace wfx
