// docs/bugs.md: what it names is there, and belongs together.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "runner/mutants/mutant.h"
#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

constexpr int kBugs = 25;

// The cells of a line of a table, without those before the first and after the last bar.
std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(cell);
  return cells;
}

// What stands between backquotes.
std::vector<std::string> NamesIn(const std::string& cell) {
  std::vector<std::string> names;
  std::istringstream stream(cell);
  std::string text, name;
  while (std::getline(stream, text, '`') && std::getline(stream, name, '`')) names.push_back(name);
  return names;
}

bool IsBlank(const std::string& cell) { return cell.find_first_not_of(' ') == std::string::npos; }

// The requirements of the scenarios a cell names; a test fails for one that there is not.
std::set<std::string> RequirementsOf(const Catalogue& catalogue, const std::string& cell) {
  std::set<std::string> requirements;
  for (const std::string& name : NamesIn(cell)) {
    const auto found = std::ranges::find(catalogue.scenarios, name, &Scenario::id);
    if (found == catalogue.scenarios.end()) {
      ADD_FAILURE() << "there is no scenario " << name;
      continue;
    }
    for (const Case& subject : found->cases)
      requirements.insert(subject.requirements.begin(), subject.requirements.end());
  }
  return requirements;
}

void CheckMutants(const std::set<std::string>& requirements, const std::string& cell) {
  for (const std::string& name : NamesIn(cell)) {
    const Mutant* mutant = FindMutant(name);
    ASSERT_NE(mutant, nullptr) << "there is no mutant " << name;
    EXPECT_TRUE(requirements.contains(std::string(mutant->requirement)))
        << name << " breaks " << mutant->requirement
        << ", which none of the line's scenarios names";
  }
}

TEST(Bugs, AreFoundByWhatTheTableSays) {
  const Catalogue catalogue = ReadCatalogue({"scenarios"});
  std::ifstream file("docs/bugs.md");
  std::set<int> numbers;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| B")) continue;
    SCOPED_TRACE(line.substr(0, 8));
    const std::vector<std::string> cells = CellsOf(line);
    ASSERT_EQ(cells.size(), 6u);
    numbers.insert(std::stoi(cells[0].substr(2)));
    CheckMutants(RequirementsOf(catalogue, cells[3]), cells[4]);
    EXPECT_EQ(IsBlank(cells[3]), IsBlank(cells[4]));
    EXPECT_FALSE(IsBlank(cells[4]) && IsBlank(cells[5]))
        << "nothing finds it, and nothing says why";
  }
  EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kBugs)) << "run this in the project's root";
}

}  // namespace
}  // namespace wfx
