// All that scenario folders hold: scenarios, requirements and known deviations, read and checked
// together.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runner/scenario/scenario.h"

namespace wfx {

// What "applies_to" may name: file systems as GetVolumeInformation calls them (FAT stands for
// FAT12, FAT16 and FAT32), a volume without one, a share, and whatever is no share.
inline constexpr std::array<std::string_view, 7> kTargetKinds = {"NTFS", "FAT", "exFAT", "ReFS",
                                                                 "RAW",  "SMB", "local"};

// One testable sentence of the documentation, in our own words.
struct Requirement {
  enum class Level { kMust, kMay };
  std::string id;  // "locked_range.other_process_fails"
  std::string statement;
  Level level = Level::kMust;
  std::string grade;                    // "D", "T", "S", "I", "F", "D-src", or several: "D,T"
  std::vector<std::string> sources;     // "files:WFX-LCK-002"
  std::vector<std::string> applies_to;  // words of kTargetKinds; empty = all
  std::string verified_on_windows = "none";
  std::string untestable;  // why no scenario can judge it, else empty
  std::string note;        // where documentation and practice differ: both
  std::string file;
  int line = 0;
};

// A difference from the documentation that is known, with the value that was seen.
struct Deviation {
  std::string scenario;
  std::vector<std::string> cases;   // case ids; empty = every case
  std::string target;               // a glob on its name; "" = every target
  std::vector<std::string> except;  // globs: targets on which it does not happen
  std::string expectation;          // Finding::expectation, exactly
  std::string observed;             // Finding::observed, exactly
  std::string kind;                 // "defect", "by_design", "unstable"
  std::string owner;
  std::string expires;  // "YYYY-MM-DD": from this day on the entry is an xpass
  std::string cause;    // of its group
  std::string link;     // of its group
  std::string file;
  int line = 0;
};

// One deviations file.
struct DeviationFile {
  std::string file, system, version, target;
  std::vector<Deviation> deviations;
};

// One scenario file as read: its text, and its cases in the order of its matrix.
struct Scenario {
  std::string id;
  std::string file;  // as messages show it
  std::string text;
  std::string sha256;
  std::string title;
  std::vector<Case> cases;
};

struct ReadError {
  std::string file;
  int line = 0;
  std::string message;  // what is wrong, and what would be right
  friend bool operator==(const ReadError&, const ReadError&) = default;
};

// What requirements stand on.
struct Sources {
  struct Document {
    std::string title, link;  // "" where it is in no place that can be linked to
  };
  struct Fact {
    std::string where;  // "[WFX] remarks; [LFX]": documents by short name
    std::string file;
    int line = 0;
  };
  std::map<std::string, Document> documents;  // by short name
  std::map<std::string, Fact> facts;          // by "files:WFX-LCK-002"
};

struct Catalogue {
  std::vector<Scenario> scenarios;  // sorted by id
  std::map<std::string, Requirement> requirements;
  Sources sources;
  std::vector<ReadError> errors;  // of all files; empty = every file is sound
};

// Reads one scenario from its text. Never throws for what is wrong in the text: it is added to
// `errors`, every error of the file at once. `id` is the path without .json.
Scenario ReadScenario(std::string_view text, const std::string& id, const std::string& file,
                      std::vector<ReadError>& errors);

// Reads every scenario and requirement below `directories` (later ones add to earlier ones; the
// same id twice is an error), and checks them together: requirements exist, levels are not mixed,
// titles state facts, overrides name a requirement. `deviations/` folders are checked for soundness
// but not returned. Throws std::runtime_error when a directory is missing.
Catalogue ReadCatalogue(const std::vector<std::filesystem::path>& directories);

// Where a case applies: where one of its requirements does. Requirements that are not in the map
// apply everywhere.
std::vector<std::string> AppliesTo(const Case& subject,
                                   const std::map<std::string, Requirement>& requirements);

// Reads one deviations file; adds what is wrong to `errors`. With a catalogue, entries must name
// its scenarios.
DeviationFile ReadDeviations(std::string_view text, const std::string& file,
                             const Catalogue* catalogue, std::vector<ReadError>& errors);

// True when `glob` (`*`, `?`) selects `full_id` ("path/k=v@target"). A glob without `@` is matched
// against the part before it; one that matches the path alone selects every case of that scenario.
bool Selects(std::string_view glob, std::string_view full_id);

// True when `glob` (`*`, `?`) is the whole of `text`.
bool Matches(std::string_view glob, std::string_view text);

}  // namespace wfx
