#include "tools/wfx_catalogue.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace wfx {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refuse(const std::vector<ReadError>& errors) {
  std::string lines = Spell(errors);
  lines.pop_back();
  throw BadRequest("the scenarios are not sound; wfx check lists this too\n" + lines);
}

}  // namespace

std::vector<fs::path> ScenarioFolders(const Request& request, bool words_are_folders) {
  std::vector<fs::path> folders;
  for (const std::string& folder : request.All("--scenarios")) folders.emplace_back(folder);
  if (words_are_folders) folders.insert(folders.end(), request.words.begin(), request.words.end());
  if (!folders.empty()) return folders;
  if (!fs::is_directory("scenarios"))
    throw BadRequest(
        "there is no folder \"scenarios\" here; run this in the project's folder or give "
        "--scenarios DIR");
  return {"scenarios"};
}

Catalogue ReadSound(const std::vector<fs::path>& folders) {
  Catalogue catalogue = ReadCatalogue(folders);
  if (!catalogue.errors.empty()) Refuse(catalogue.errors);
  return catalogue;
}

std::vector<Deviation> ReadKnownDeviations(const std::vector<fs::path>& folders,
                                           const Catalogue& catalogue) {
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder / "deviations")) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / "deviations"))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Deviation> deviations;
  for (const fs::path& file : files) {
    DeviationFile read = ReadDeviationsFile(file, &catalogue);
    deviations.insert(deviations.end(), std::make_move_iterator(read.deviations.begin()),
                      std::make_move_iterator(read.deviations.end()));
  }
  return deviations;
}

DeviationFile ReadDeviationsFile(const fs::path& file, const Catalogue* catalogue) {
  std::vector<ReadError> errors;
  DeviationFile read = ReadDeviations(ReadTextFile(file), file.generic_string(), catalogue, errors);
  if (!errors.empty()) Refuse(errors);
  return read;
}

std::string Spell(const std::vector<ReadError>& errors) {
  std::string lines;
  for (const ReadError& error : errors)
    lines += error.file + ":" + std::to_string(error.line) + ": " + error.message + "\n";
  return lines;
}

std::string ReadTextFile(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw BadRequest("cannot read " + file.generic_string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string CaseId(const Case& subject) {
  return subject.scenario + (subject.case_id.empty() ? "" : "/" + subject.case_id);
}

}  // namespace wfx
