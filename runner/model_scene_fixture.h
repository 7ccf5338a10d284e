// For tests of what scenarios see on a model: a case of the catalogue, and its performance.
#pragma once

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "reports/scratch.h"
#include "runner/engine/perform.h"
#include "runner/model/model.h"
#include "runner/scenario/catalogue.h"

namespace wfx {

// A case of scenarios/ID.json as it stands in this tree; the first one unless `case_id` names
// another. Throws std::runtime_error, one line.
inline Case CatalogueCase(const std::string& id, const std::string& case_id = "") {
  const std::string file = "scenarios/" + id + ".json";
  std::vector<ReadError> errors;
  const Scenario scenario = ReadScenario(ReadText(file), id, file, errors);
  if (!errors.empty()) throw std::runtime_error(errors.front().message);
  for (const Case& subject : scenario.cases) {
    if (case_id.empty() || subject.case_id == case_id) return subject;
  }
  throw std::runtime_error("no case " + case_id + " in " + id);
}

// What a performer has to know of a model in virtual time.
inline SystemTraits TraitsOfModel() {
  return {.parks = &Model::StayInBackground,
          .patience = std::chrono::seconds(10),
          .waits_take_no_time = true};
}

}  // namespace wfx
