// The words for what goes wrong in a load.
#include "runner/engine/load_fault.h"

#include <algorithm>
#include <sstream>

#include "runner/hresult_names.h"
#include "runner/names.h"

namespace wfx {
namespace {

std::string InSeconds(Duration duration) {
  std::ostringstream text;
  text << std::chrono::duration<double>(duration).count() << " s";
  return text.str();
}

// Of a Win32 error, or of an HRESULT that no such error was made into.
std::string CodeWords(std::uint32_t code) {
  return IsFailure(code) ? DescribeHresult(code) : DescribeError(code);
}

std::string Line(const LoadFault& fault, std::uint32_t length, Duration waited,
                 const FaultWords& words) {
  using Kind = LoadFault::Kind;
  std::ostringstream line;
  if (fault.kind == Kind::kElsewhere) {
    return "a completion routine ran on another thread than the one that issued the write";
  }
  if (fault.kind == Kind::kStray) {
    return std::string(words.stray);
  }
  if (fault.kind == Kind::kWaitFails)
    return std::string(words.wait) + " fails_with " + CodeWords(fault.error);
  line << "write " << fault.number << " (offset ";
  if (fault.offset == ~std::uint64_t{0}) {
    line << "-1) ";
  } else {
    line << fault.offset << ") ";
  }
  switch (fault.kind) {
    case Kind::kCallFails:
      line << "fails_with " << CodeWords(fault.error) << " from " << words.from_call;
      break;
    case Kind::kCompletionFails:
      line << "fails_with " << CodeWords(fault.error) << " " << words.from_completion;
      break;
    case Kind::kWrongCount:
      line << "completes with " << fault.bytes << " of "
           << (fault.asked != 0 ? fault.asked : length) << " bytes";
      break;
    case Kind::kTwice:
      line << words.twice;
      break;
    case Kind::kAfterRefusal:
      line << words.after_refusal;
      break;
    case Kind::kInsideCall:
      line << "completes inside a WriteFileEx call, not in an alertable wait";
      break;
    case Kind::kNever:
      line << "never completes: " << words.nothing_came << " for " << InSeconds(waited);
      break;
    case Kind::kEarly:
      line << "has its event set while it is under way";
      break;
    case Kind::kElsewhere:
    case Kind::kStray:
    case Kind::kWaitFails:
      break;
  }
  return line.str();
}

}  // namespace

std::vector<std::string> FaultLog::Lines(std::uint32_t length, Duration waited,
                                         const FaultWords& words) const {
  const std::size_t kept = std::min(count_, faults_.size());
  std::vector<std::string> lines;
  for (std::size_t index = 0; index < kept; ++index) {
    lines.push_back(Line(faults_[index], length, waited, words));
  }
  if (lost_ > 0) {
    lines.push_back("the queue depth fell from " + std::to_string(depth_) + " to " +
                    std::to_string(depth_ - lost_) + ": " + std::to_string(lost_) +
                    (lost_ == 1 ? " write never completed" : " writes never completed"));
  }
  if (count_ > kept) lines.push_back("and " + std::to_string(count_ - kept) + " more");
  return lines;
}

}  // namespace wfx
