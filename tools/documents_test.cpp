// Holds what documents say of requirements to the catalogue: every id in them is one, and the table
// of the documentation's sentences leaves no sentence without a place or a reason.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

struct DocumentLine {
  std::string place;  // "docs/sentences.md:12"
  std::string text;
};

std::vector<DocumentLine> LinesOf(const fs::path& file) {
  std::vector<DocumentLine> lines;
  std::ifstream stream(file);
  std::string text;
  while (std::getline(stream, text)) {
    const std::string number = std::to_string(lines.size() + 1);
    lines.push_back({file.generic_string() + ":" + number, text});
  }
  return lines;
}

std::vector<DocumentLine> AllLines() {
  std::vector<DocumentLine> all = LinesOf("README.md");
  for (const fs::directory_entry& entry : fs::directory_iterator("docs")) {
    if (entry.path().extension() != ".md") continue;
    for (DocumentLine& line : LinesOf(entry.path())) all.push_back(std::move(line));
  }
  return all;
}

// What stands between backquotes and has the form of an id in one of `areas`; handle.cpp is a file.
std::vector<std::string> IdsIn(const std::string& text, const std::set<std::string>& areas) {
  static const std::regex kId("`([a-z_]+)\\.([a-z0-9_]+)`");
  std::vector<std::string> ids;
  for (std::sregex_iterator each(text.begin(), text.end(), kId), end; each != end; ++each)
    if (areas.contains((*each)[1]) && (*each)[2] != "cpp") ids.push_back((*each)[1].str() + "." + (*each)[2].str());
  return ids;
}

class Documents : public testing::Test {
 protected:
  Documents() {
    for (const auto& [id, requirement] : catalogue_.requirements)
      areas_.insert(id.substr(0, id.find('.')));
  }

  const Catalogue catalogue_ = ReadCatalogue({"scenarios"});
  std::set<std::string> areas_;
};

TEST_F(Documents, NameOnlyRequirementsThatAreThere) {
  std::size_t found = 0;
  for (const DocumentLine& line : AllLines()) {
    for (const std::string& id : IdsIn(line.text, areas_)) {
      ++found;
      EXPECT_TRUE(catalogue_.requirements.contains(id)) << line.place << ": " << id;
    }
  }
  EXPECT_GT(found, 100u);
}

TEST_F(Documents, GiveEachSentenceAPlaceOrAReason) {
  std::size_t rows = 0;
  for (const DocumentLine& line : LinesOf("docs/sentences.md")) {
    if (!line.text.starts_with("| ") || line.text.starts_with("| what ")) continue;
    ++rows;
    const std::size_t middle = line.text.find(" | ");
    ASSERT_NE(middle, line.text.npos) << line.place;
    const std::string place = line.text.substr(middle + 3);
    EXPECT_FALSE(IdsIn(place, areas_).empty() && place.find("caller's duty") == place.npos)
        << line.place << " neither names a requirement nor says whose duty it is";
  }
  EXPECT_GT(rows, 50u);
}

}  // namespace
}  // namespace wfx
