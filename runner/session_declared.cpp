#include "runner/session_declared.h"

#include <set>

namespace wfx {
namespace {

using Outcome = Declared::Outcome;

// What one target comes to.
class Holding {
 public:
  Holding(const TargetFacts& target, const std::string& file, std::vector<Declared>& all)
      : target_(target), file_(file), all_(all) {}

  void Hold(const Claims& claims) {
    if (claims.file_system) {
      Add("file_system " + *claims.file_system, *claims.file_system == target_.file_system,
          "the system says \"" + target_.file_system + "\"", claims.file_system_line);
    }
    if (claims.sector) {
      Add("sector " + std::to_string(*claims.sector), *claims.sector == target_.bindings.sector,
          "its sectors have " + std::to_string(target_.bindings.sector) + " bytes",
          claims.sector_line);
    }
    if (!claims.capabilities) return;
    speaks_of_capabilities_ = true;
    for (const Claims::Capability& each : *claims.capabilities) {
      claimed_.insert(each.name);
      const auto found = target_.capabilities.find(each.name);
      const bool probed = found != target_.capabilities.end();
      const std::string missing = probed ? found->second : "it was not probed";
      Add("capability " + each.name, missing.empty(), missing, each.line);
    }
  }

  // Where the capabilities are declared at all.
  void TellTheRest() {
    if (!speaks_of_capabilities_) return;
    for (const auto& [name, missing] : target_.capabilities) {
      if (missing.empty() && !claimed_.contains(name))
        all_.push_back({target_.name, "capability " + name, Outcome::kUnclaimed, "", "", 0});
    }
  }

 private:
  void Add(const std::string& claim, bool holds, const std::string& found, int line) {
    all_.push_back({target_.name, claim, holds ? Outcome::kHeld : Outcome::kFailed,
                    holds ? "" : found, file_, line});
  }

  const TargetFacts& target_;
  const std::string& file_;
  std::vector<Declared>& all_;
  std::set<std::string> claimed_;
  bool speaks_of_capabilities_ = false;
};

}  // namespace

std::vector<Declared> HoldAgainst(const Declaration& declaration,
                                  const std::vector<TargetFacts>& targets) {
  std::vector<Declared> all;
  for (const TargetFacts& target : targets) {
    Holding holding(target, declaration.file, all);
    for (const Claims& claims : declaration.claims) {
      if (claims.target.empty() || claims.target == target.name) holding.Hold(claims);
    }
    holding.TellTheRest();
  }
  return all;
}

}  // namespace wfx
