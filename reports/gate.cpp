#include "reports/gate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wfx {
namespace {

// Further than any figure moves; what a limit of 100 % of a throughput is.
constexpr double kBeyondAll = 50;
// Deviations that four of five samples exceed by chance alone: 80 % power.
constexpr double kPower = 0.84;

// How many standard deviations leave `both_tails` outside.
double DeviationsOf(double both_tails) {
  double low = 0, high = 40;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::numbers::sqrt2) > both_tails ? low : high) = middle;
  }
  return high;
}

std::vector<double> Logarithms(const std::vector<double>& values, double sign) {
  std::vector<double> logarithms;
  for (const double value : values) logarithms.push_back(sign * std::log(value));
  return logarithms;
}

// One question with logarithms, where more is worse.
class Worsening {
 public:
  Worsening(const GateQuestion& question, std::uint32_t chances)
      : question_(question),
        chances_(std::max(chances, 1u)),
        sign_(question.less_is_better ? 1 : -1),
        limit_(LimitOf(question)) {
    baseline_ = Logarithms(question.baseline, sign_);
    candidate_ = Logarithms(question.candidate, sign_);
    if (question.in_pairs) {
      for (std::size_t i = 0; i < std::min(baseline_.size(), candidate_.size()); ++i)
        changes_.push_back(candidate_[i] - baseline_[i]);
      centre_ = Median(changes_);
    } else {
      centre_ = Median(candidate_) - Median(baseline_);
    }
  }

  double centre() const { return centre_; }

  // How likely it is to see this where the change is `change`.
  double ChanceOf(double change) const {
    if (question_.in_pairs) return SignedRankTest(changes_, change);
    std::vector<double> moved = candidate_;
    for (double& value : moved) value -= change;
    return RankSumTest(moved, baseline_);
  }

  // Of the test that decides whether there is a change: one run says nothing of how the next
  // differs, so between runs only a change beyond the limit is one.
  double ChanceOfNone() const {
    if (question_.in_pairs) return ChanceOf(0);
    return std::abs(centre_) > limit_ ? ChanceOf(std::copysign(limit_, centre_)) : 1;
  }

  bool SurelyNotWorse() const { return centre_ < limit_ && ChanceOf(limit_) < FalselyHeld(); }
  bool SurelyNotBetter() const { return centre_ > -limit_ && ChanceOf(-limit_) < FalselyHeld(); }
  // Where so many questions may be wrong together.
  bool SurelyMuchWorse(std::size_t questions) const {
    const double half = limit_ / 2;
    return centre_ > half && ChanceOf(half) < FalseAlarms(questions);
  }

  GateVerdict Verdict(double chance) const {
    const bool held = SurelyNotWorse();
    if (chance < kFalseAlarms && centre_ > 0 && !held) return GateVerdict::kRegressed;
    if (chance < kFalseAlarms && centre_ < 0 && !SurelyNotBetter()) return GateVerdict::kImproved;
    return held ? GateVerdict::kHeld : GateVerdict::kInconclusive;
  }

  Bounds BoundsOf(std::uint32_t samples) const {
    if (!question_.in_pairs)
      return BootstrapRatio(question_.candidate, question_.baseline, 0.95, samples);
    std::vector<double> ratios;
    for (const double change : changes_) ratios.push_back(std::exp(sign_ * change));
    return BootstrapMedian(ratios, 0.95, samples);
  }

  double Ratio() const { return std::exp(sign_ * centre_); }

  std::uint64_t More(const Bounds& bounds, std::size_t questions) const {
    const double alone = FalseAlarms(questions);
    const std::size_t have =
        question_.in_pairs ? changes_.size() : std::min(baseline_.size(), candidate_.size());
    const double spread = bounds.low > 0
                              ? std::log(bounds.high / bounds.low) / 2 / DeviationsOf(0.05) *
                                    std::sqrt(static_cast<double>(have))
                              : 0;
    double needed = static_cast<double>(kMostReckoned);
    const auto decides = [&](double distance, double chance) {
      if (distance <= 0) return;
      const double by_spread = std::pow(spread * (DeviationsOf(chance) + kPower) / distance, 2);
      needed = std::min(needed, std::max(by_spread, static_cast<double>(Fewest(chance))));
    };
    decides(limit_ - centre_, FalselyHeld());
    decides(question_.in_pairs ? centre_ : centre_ - limit_, alone);
    const auto whole = static_cast<std::uint64_t>(std::ceil(needed));
    return std::clamp<std::uint64_t>(whole > have ? whole - have : 1, 1, kMostReckoned);
  }

 private:
  // Of both tails: only one of them is false.
  double FalselyHeld() const { return 2 * kFalselyHeld / chances_; }
  double FalseAlarms(std::size_t questions) const {
    return kFalseAlarms / chances_ / static_cast<double>(std::max<std::size_t>(questions, 1));
  }

  static double LimitOf(const GateQuestion& question) {
    if (question.less_is_better) return std::log1p(question.limit);
    return question.limit < 1 ? -std::log1p(-question.limit) : kBeyondAll;
  }

  // Values that can come to such a chance at all, when each one says the same.
  std::size_t Fewest(double chance) const {
    std::vector<double> ones, others;
    for (std::size_t count = 1; count < 200; ++count) {
      ones.push_back(static_cast<double>(count));
      others.push_back(-static_cast<double>(count));
      if ((question_.in_pairs ? SignedRankTest(ones, 0) : RankSumTest(ones, others)) < chance)
        return count;
    }
    return ones.size();
  }

  const GateQuestion& question_;
  const double chances_, sign_, limit_;
  std::vector<double> baseline_, candidate_, changes_;
  double centre_ = 0;
};

}  // namespace

std::string_view NameOf(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kImproved:
      return "improved";
    case GateVerdict::kHeld:
      return "held";
    case GateVerdict::kInconclusive:
      return "inconclusive";
    case GateVerdict::kRegressed:
      break;
  }
  return "regressed";
}

ExitCode CodeOf(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kImproved:
    case GateVerdict::kHeld:
      return kHeld;
    case GateVerdict::kInconclusive:
      return kInconclusive;
    case GateVerdict::kRegressed:
      break;
  }
  return kBroken;
}

std::uint32_t LooksOf(std::uint64_t pairs) {
  std::uint32_t looks = 1;
  for (std::uint64_t at = kFirstLook; at < pairs; at *= 2) ++looks;
  return looks;
}

bool IsLook(std::uint64_t pairs) {
  std::uint64_t at = kFirstLook;
  while (at < pairs) at *= 2;
  return at == pairs;
}

bool IsDecided(const std::vector<GateQuestion>& questions, std::size_t all, std::uint32_t chances) {
  bool each_is_held = !questions.empty();
  for (const GateQuestion& question : questions) {
    const Worsening change(question, chances);
    const bool held = change.SurelyNotWorse();
    if (!held && change.SurelyMuchWorse(all)) return true;
    each_is_held = each_is_held && held;
  }
  return each_is_held;
}

std::vector<GateAnswer> JudgeGate(const std::vector<GateQuestion>& questions, std::uint32_t samples,
                                  std::uint32_t chances) {
  std::vector<Worsening> changes;
  std::vector<double> by_chance;
  for (const GateQuestion& question : questions) {
    changes.emplace_back(question, chances);
    by_chance.push_back(changes.back().ChanceOfNone());
  }
  by_chance = HolmAdjusted(by_chance);
  for (double& chance : by_chance) chance = std::min(chance * std::max(chances, 1u), 1.0);
  std::vector<GateAnswer> answers;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    GateAnswer& answer = answers.emplace_back();
    answer.verdict = changes[i].Verdict(by_chance[i]);
    answer.ratio = changes[i].Ratio();
    answer.bounds = changes[i].BoundsOf(samples);
    answer.chance = by_chance[i];
    if (answer.verdict == GateVerdict::kInconclusive)
      answer.more = changes[i].More(answer.bounds, questions.size());
  }
  return answers;
}

}  // namespace wfx
