#include "runner/examination/examination.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "runner/examination/claim.h"
#include "runner/examination/trial.h"
#include "runner/examination/variants.h"
#include "runner/examination/yes_man.h"
#include "runner/mutants/mutant.h"

namespace wfx {
namespace {

constexpr int kNameWidth = 44;

using Cases = std::vector<const SelectedCase*>;

bool Names(const Case& subject, std::string_view requirement) {
  return std::find(subject.requirements.begin(), subject.requirements.end(), requirement) !=
         subject.requirements.end();
}

std::string Label(const SelectedCase& selected) {
  const Case& subject = *selected.subject;
  return subject.scenario + (subject.case_id.empty() ? "" : "/" + subject.case_id);
}

// "failed: expected …; observed …"
std::string WhatWentWrong(const Result& result) {
  std::string text(Describe(result.verdict).name);
  if (!result.findings.empty()) {
    text += ": expected " + result.findings.front().expectation + "; observed " +
            result.findings.front().observed;
  }
  return result.reason.empty() ? text : text + ": " + result.reason;
}

// How often each verdict came.
class Tally {
 public:
  void Add(Verdict verdict) { ++counts_[static_cast<std::size_t>(verdict)]; }
  std::string Text() const {
    std::string text;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] == 0) continue;
      text += (text.empty() ? "" : ", ") + std::to_string(counts_[i]) + " " +
              std::string(kVerdicts[i].name);
    }
    return text.empty() ? "nothing" : text;
  }

 private:
  std::array<std::uint64_t, kVerdicts.size()> counts_{};
};

ModelOptions ModelNamed(const Options& options) {
  ModelOptions model;
  model.personality = PersonalityOf(options.system);
  return model;
}

// One personality of the model, and what is examined on it.
struct Ground {
  ModelOptions model;
  Cases passed;   // and ran on no ground before it
  Cases not_run;  // on any ground so far
};

class Examination {
 public:
  Examination(const Session& session, std::ostream& out)
      : model_(ModelNamed(session.options())),
        performance_{session.options().seed, session.options().time_scale},
        is_partial_(!session.options().only.empty()),
        requirements_(session.catalogue().requirements),
        out_(out) {
    for (const SelectedCase& selected : session.cases()) cases_.push_back(&selected);
  }

  bool Examine() {
    out_ << cases_.size() << " cases on model:" << model_.personality.name << "\n";
    if (!ExamineModel()) {
      out_ << "the model itself does not pass: nothing else is examined\n";
      return false;
    }
    const bool mutants = ExamineMutants();
    const bool variants = ExamineVariants();
    const bool yes_man = ExamineYesMan();
    return mutants && variants && yes_man;
  }

 private:
  // Performs all cases; says what breaks. False when something does.
  bool PerformAll(const std::string& name, const ModelOptions& model, const Cases& cases,
                  Ground* ground = nullptr) {
    Tally tally;
    bool holds = true;
    Trial trial({model, {}}, performance_);
    const auto note = [&](const Result& result) {
      if (!Describe(result.verdict).breaks_the_run && result.verdict != Verdict::kBlocked) return;
      holds = false;
      out_ << "  " << name << ": " << result.FullId() << ": " << WhatWentWrong(result) << "\n";
    };
    for (const SelectedCase* selected : cases) {
      const Result result = trial.Perform(*selected->scenario, *selected->subject);
      tally.Add(result.verdict);
      if (ground != nullptr && result.verdict == Verdict::kPass) ground->passed.push_back(selected);
      if (ground != nullptr && result.verdict == Verdict::kNotRun)
        ground->not_run.push_back(selected);
      note(result);
    }
    for (const Result& late : trial.AmendLate()) note(late);
    if (ground == nullptr || ground->not_run.size() < cases.size()) Say(name, tally.Text());
    return holds;
  }

  void Say(std::string_view name, const std::string& what) {
    out_ << "  " << std::left << std::setw(kNameWidth) << name << " " << what << "\n" << std::flush;
  }

  // What does not run on this model is examined on the next personality where it does.
  bool ExamineModel() {
    grounds_.push_back({model_, {}, {}});
    bool holds = PerformAll("the model itself", model_, cases_, &grounds_.back());
    for (const Personality& personality : AllPersonalities()) {
      if (personality.name == model_.personality.name) continue;
      const Cases left = grounds_.back().not_run;
      grounds_.push_back({model_, {}, {}});
      grounds_.back().model.personality = personality;
      const std::string name = "the rest on model:" + personality.name;
      holds = PerformAll(name, grounds_.back().model, left, &grounds_.back()) && holds;
    }
    return holds;
  }

  // The first ground with cases of a requirement; null = none has.
  const Ground* GroundOf(std::string_view requirement) const {
    const auto found = std::find_if(grounds_.begin(), grounds_.end(), [&](const Ground& ground) {
      return std::any_of(ground.passed.begin(), ground.passed.end(), [&](const SelectedCase* each) {
        return Names(*each->subject, requirement);
      });
    });
    return found == grounds_.end() ? nullptr : &*found;
  }

  // The first case of `cases` that fails on the mutant; "" = none does.
  std::string FirstKill(Trial& trial, const Cases& cases) {
    for (const SelectedCase* selected : cases) {
      const Result result = trial.Perform(*selected->scenario, *selected->subject);
      if (result.verdict == Verdict::kFail) return Label(*selected);
    }
    for (const Result& late : trial.AmendLate()) {
      if (late.verdict == Verdict::kFail) return late.scenario + " (a late routine)";
    }
    return "";
  }

  bool ExamineMutants() {
    out_ << "\nmutants\n";
    std::size_t examined = 0, killed = 0, killed_by_own = 0, not_shown = 0;
    for (const Mutant& mutant : AllMutants()) {
      const Ground* shown = GroundOf(mutant.requirement);
      if (shown == nullptr && !IsNamed(mutant.requirement) && is_partial_) continue;
      if (shown == nullptr && IsNamed(mutant.requirement)) {
        ++not_shown;
        Say(mutant.name, "cannot be shown here: no case of " + std::string(mutant.requirement) +
                             " runs on this target");
        continue;
      }
      ++examined;
      const Ground& ground = shown == nullptr ? grounds_.front() : *shown;
      const std::string where =
          &ground == &grounds_.front() ? "" : " on model:" + ground.model.personality.name;
      Cases own, others;
      for (const SelectedCase* selected : ground.passed)
        (Names(*selected->subject, mutant.requirement) ? own : others).push_back(selected);
      Trial trial({ground.model, [&](const Win32Api& below) { return Mutated(mutant, below); },
                   MutatedStreams(mutant)},
                  performance_);
      if (const std::string by = FirstKill(trial, own); !by.empty()) {
        ++killed, ++killed_by_own;
        Say(mutant.name, "killed by " + by + where);
      } else if (const std::string other = FirstKill(trial, others); !other.empty()) {
        ++killed;
        Say(mutant.name, "killed elsewhere by " + other + where + "; it breaks " +
                             std::string(mutant.requirement));
      } else {
        Say(mutant.name, "SURVIVED: " + std::string(mutant.what) + "; it breaks " +
                             std::string(mutant.requirement));
      }
    }
    out_ << killed << " of " << examined << " mutants killed, "
         << (examined == 0 ? 100 : killed_by_own * 100 / examined)
         << " % by a scenario of their requirement"
         << (not_shown == 0 ? "" : "; " + std::to_string(not_shown) + " cannot be shown here")
         << "\n";
    return AccountForRequirements() && killed == examined;
  }

  bool IsNamed(std::string_view requirement) const {
    return std::any_of(cases_.begin(), cases_.end(), [&](const SelectedCase* selected) {
      return Names(*selected->subject, requirement);
    });
  }

  // Every `must` has a mutant, or a reason why there is none.
  bool AccountForRequirements() {
    std::set<std::string_view> accounted;
    for (const Mutant& mutant : AllMutants()) accounted.insert(mutant.requirement);
    for (const UnprovenRequirement& unproven : Unproven()) {
      accounted.insert(unproven.requirement);
      out_ << "  unproven " << unproven.requirement << ": " << unproven.reason << "\n";
    }
    bool all = true;
    for (const auto& [id, requirement] : requirements_) {
      if (requirement.level != Requirement::Level::kMust || !requirement.untestable.empty() ||
          accounted.contains(id))
        continue;
      out_ << "  WITHOUT A MUTANT " << id << "\n";
      all = false;
    }
    return all || is_partial_;
  }

  bool ExamineVariants() {
    out_ << "\nlegal variants\n";
    bool holds = true;
    for (const Variant& variant : LegalVariants()) {
      ModelOptions model = model_;
      variant.change(model);
      Cases cases;
      std::copy_if(cases_.begin(), cases_.end(), std::back_inserter(cases),
                   [&](const SelectedCase* selected) {
                     return std::none_of(variant.leaves_out.begin(), variant.leaves_out.end(),
                                         [&](std::string_view requirement) {
                                           return Names(*selected->subject, requirement);
                                         });
                   });
      holds = PerformAll(std::string(variant.name), model, cases) && holds;
    }
    return holds;
  }

  bool ExamineYesMan() {
    out_ << "\nyes-man\n";
    std::size_t claims = 0, believed = 0;
    for (const Ground& ground : grounds_) {
      if (ground.passed.empty()) continue;
      Trial trial({ground.model, &YesMan, YesManOfStreams()}, performance_);
      for (const SelectedCase* selected : ground.passed) {
        if (!Claims(*selected->subject)) continue;
        ++claims;
        const Result result = trial.Perform(*selected->scenario, *selected->subject);
        if (result.verdict == Verdict::kFail) continue;
        ++believed;
        out_ << "  BELIEVED by " << Label(*selected) << " (" << WhatWentWrong(result) << ")\n";
      }
    }
    out_ << claims - believed << " of " << claims
         << " cases that claim to see a write see through it\n";
    return believed == 0;
  }

  const ModelOptions model_;
  const PerformanceOptions performance_;
  const bool is_partial_;
  const std::map<std::string, Requirement>& requirements_;
  std::ostream& out_;
  Cases cases_;
  std::vector<Ground> grounds_;  // the first is of the model itself
};

}  // namespace

bool Examine(const Session& session, std::ostream& out) {
  return Examination(session, out).Examine();
}

}  // namespace wfx
