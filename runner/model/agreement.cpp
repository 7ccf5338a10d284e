#include "runner/model/agreement.h"

#include <algorithm>
#include <array>
#include <utility>

#include "runner/model/agreement_parts.h"

namespace wfx {
namespace {

// One system with a file and a pipe.
class Player {
 public:
  Player(const Win32Api& api, const std::string& directory, std::uint64_t seed)
      : api_(api),
        chance_(seed),
        writes_(api),
        file_(api, directory, chance_, writes_),
        pipe_(api, chance_, writes_) {}

  ~Player() {
    file_.Close();
    pipe_.Close();
    writes_.Reap();
  }

  Outcome Step() {
    Outcome outcome = Do(chance_.Below(16));
    outcome.said += writes_.Reap();
    return outcome;
  }

 private:
  Outcome Do(std::uint64_t which) {
    switch (which) {
      case 0:
      case 1:
      case 2:
      case 3:
        return file_.Write();
      case 4:
        return file_.Lock();
      case 5:
      case 6:
        return file_.Unlock();
      case 7:
        return file_.Resize();
      case 8:
        return file_.Read();
      case 9:
        return Cancel();
      case 10:
        return file_.Reopen();
      case 11:
      case 12:
        return pipe_.Write();
      case 13:
      case 14:
        return pipe_.Read();
      default:
        return pipe_.End();
    }
  }

  Outcome Cancel() {
    const std::size_t pick = chance_.Below(4);
    const HANDLE handle = pick < 2 ? file_.handle(pick) : pipe_.server();
    const bool every = chance_.Below(2) == 0;
    const BOOL cancelled = every ? api_.CancelIoEx(handle, nullptr) : api_.CancelIo(handle);
    return {std::string(every ? "CancelIoEx" : "CancelIo") + (pick < 2 ? " file" : " pipe"),
            cancelled != FALSE ? "TRUE" : ErrorText(api_.GetLastError())};
  }

  const Win32Api& api_;
  Chance chance_;
  IssuedWrites writes_;
  FilePart file_;
  PipePart pipe_;
};

}  // namespace

std::vector<Outcome> DoSequence(const Win32Api& api, const std::string& directory,
                                std::uint64_t seed, std::size_t count) {
  Player player(api, directory, seed);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < count; ++i) outcomes.push_back(player.Step());
  return outcomes;
}

void Compare(const std::vector<Outcome>& right, const std::vector<Outcome>& seen,
             const std::vector<KnownDifference>& known, std::uint64_t seed,
             Comparison& comparison) {
  comparison.met.resize(known.size());
  for (std::size_t i = 0; i < std::min(right.size(), seen.size()); ++i) {
    ++comparison.operations;
    if (right[i].said == seen[i].said) continue;
    const auto found = std::find_if(known.begin(), known.end(), [&](const KnownDifference& each) {
      return each.explains(right[i], seen[i]);
    });
    if (found != known.end()) {
      ++comparison.met[static_cast<std::size_t>(found - known.begin())];
      if (found->diverges) return;
      continue;
    }
    comparison.disagreements.push_back(
        "seed " + std::to_string(seed) + ", operation " + std::to_string(i) + ": " +
        right[i].operation + ": right is \"" + right[i].said + "\", seen \"" + seen[i].said + "\"");
    return;
  }
}

}  // namespace wfx
