// A load and how it is measured, in words.
#include <cmath>
#include <sstream>
#include <vector>

#include "tools/wfx_word_parts.h"
#include "tools/wfx_words.h"

namespace wfx {
namespace {

std::string PatternWords(Load::Pattern pattern) {
  switch (pattern) {
    case Load::Pattern::kRandom:
      return "random";
    case Load::Pattern::kAppend:
      return "appending";
    case Load::Pattern::kFixed:
      return "same-place";
    case Load::Pattern::kSequential:
      break;
  }
  return "sequential";
}

// Nothing of WriteFileEx, which the suite is about.
std::string ApiWords(const Load& load) {
  if (load.api == LoadApi::kWriteFileEx) return "";
  const LoadApiFacts& facts = Describe(load.api);
  std::string words = " by " + std::string(facts.name);
  if (load.api == LoadApi::kStream) words += " of " + std::string(Describe(load.subject).doc);
  return words + ", each complete when " + std::string(facts.doc);
}

std::string ArrivalWords(const Load& load) {
  std::string depth = std::to_string(load.queue_depth) + " outstanding";
  const bool several = !load.more_handles.empty();
  if (load.threads > 1) {
    depth += " on each of " + std::to_string(load.threads) + " threads with " +
             (load.own_handles ? "handles of their own" : "one handle");
    if (several) depth += ", for each handle";
  } else if (several) {
    depth += " on each, by a thread of its own";
  }
  if (load.arrivals.rate <= 0) return depth;
  const bool fixed = load.arrivals.process == Load::Arrivals::Process::kFixed;
  return std::to_string(std::llround(load.arrivals.rate)) + " a second" +
         (fixed ? ", evenly apart" : " at random times") + ", at most " + depth;
}

// "4 KiB", "4 KiB (70 %) or 64 KiB (30 %)".
std::string LengthWords(const Load& load) {
  if (load.mix.empty()) return Amount(load.length);
  std::vector<std::string> lengths;
  for (const Load::MixedLength& each : load.mix) {
    std::ostringstream share;
    share << each.share * 100;
    lengths.push_back(Amount(each.length) + " (" + share.str() + " %)");
  }
  return Joined(lengths, " or ");
}

// "100,000 writes, 60 s at most".
std::string Bound(const Measure& measure) {
  std::string words;
  if (measure.writes) words += measure.writes->text() + " writes, ";
  if (measure.bytes) words += Amount(*measure.bytes) + ", ";
  return words + Time(measure.run_for) + (words.empty() ? "" : " at most");
}

}  // namespace

std::string InWords(const Load& load, const Measure& measure) {
  std::string words = PatternWords(load.pattern) + " writes of " + LengthWords(load) + " through " +
                      Joined(load.Handles(), " and ") + ApiWords(load) + ", " + ArrivalWords(load);
  if (!load.reader.empty()) words += ", read by " + load.reader;
  if (load.zeros) words += ", all zeros";
  if (load.tagged) words += ", tagged block by block";
  words += "; warm-up " + Time(measure.warm_up);
  if (measure.steady.within > 0) words += " and until throughput is steady";
  return words + ", then " + std::to_string(measure.repeat) + " x " + Bound(measure);
}

}  // namespace wfx
