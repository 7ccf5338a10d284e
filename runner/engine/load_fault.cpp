// The words for what goes wrong in a load.
#include "runner/engine/load_fault.h"

#include <algorithm>
#include <sstream>

#include "runner/names.h"

namespace wfx {
namespace {

std::string InSeconds(Duration duration) {
  std::ostringstream text;
  text << std::chrono::duration<double>(duration).count() << " s";
  return text.str();
}

std::string Line(const LoadFault& fault, std::uint32_t length, Duration waited) {
  using Kind = LoadFault::Kind;
  std::ostringstream line;
  if (fault.kind == Kind::kElsewhere) {
    return "a completion routine ran on another thread than the one that issued the write";
  }
  if (fault.kind == Kind::kStray) {
    return "a completion routine ran with an OVERLAPPED that no write was given";
  }
  line << "write " << fault.number << " (offset ";
  if (fault.offset == ~std::uint64_t{0}) {
    line << "-1) ";
  } else {
    line << fault.offset << ") ";
  }
  switch (fault.kind) {
    case Kind::kCallFails:
      line << "fails_with " << DescribeError(fault.error) << " from the call";
      break;
    case Kind::kCompletionFails:
      line << "fails_with " << DescribeError(fault.error) << " in its completion routine";
      break;
    case Kind::kWrongCount:
      line << "completes with " << fault.bytes << " of "
           << (fault.asked != 0 ? fault.asked : length) << " bytes";
      break;
    case Kind::kTwice:
      line << "completes twice";
      break;
    case Kind::kAfterRefusal:
      line << "failed from the call, yet its completion routine runs";
      break;
    case Kind::kInsideCall:
      line << "completes inside a WriteFileEx call, not in an alertable wait";
      break;
    case Kind::kNever:
      line << "never completes: no completion routine ran for " << InSeconds(waited);
      break;
    case Kind::kElsewhere:
    case Kind::kStray:
      break;
  }
  return line.str();
}

}  // namespace

std::vector<std::string> FaultLog::Lines(std::uint32_t length, Duration waited) const {
  const std::size_t kept = std::min(count_, faults_.size());
  std::vector<std::string> lines;
  for (std::size_t index = 0; index < kept; ++index) {
    lines.push_back(Line(faults_[index], length, waited));
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
