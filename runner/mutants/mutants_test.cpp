// The list of mutants: complete, and each of them different from the system it was made of.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "runner/mutants/mutant.h"
#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

std::map<std::string, Requirement> Requirements() {
  return ReadCatalogue({"scenarios"}).requirements;
}

bool IsMust(const std::map<std::string, Requirement>& requirements, std::string_view id) {
  const auto found = requirements.find(std::string(id));
  return found != requirements.end() && found->second.level == Requirement::Level::kMust;
}

// A table in which every function is there; none may be called.
Win32Api FullTable() {
  Win32Api table;
  std::uintptr_t address = 16;
  ForEachFunction(table, [&](const char*, const char*, auto& slot) {
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(address++);
  });
  return table;
}

std::vector<std::string> Differences(const Win32Api& one, const Win32Api& other) {
  std::vector<std::string> names;
  ForEachFunction(one, [&](const char* name, const char*, const auto& slot) {
    if (reinterpret_cast<void*>(slot) != FindFunction(other, name)) names.emplace_back(name);
  });
  return names;
}

bool ReplacesAMethod(const Mutant& mutant) {
  const StreamAsyncApi right, streams = MutatedStreams(mutant);
  return streams.WriteAsync != right.WriteAsync ||
         streams.OverlappedResult != right.OverlappedResult || streams.CancelIo != right.CancelIo ||
         streams.Seek != right.Seek;
}

TEST(Mutants, EveryNameIsUniqueAndPlain) {
  std::set<std::string_view> names;
  for (const Mutant& mutant : AllMutants()) {
    EXPECT_TRUE(names.insert(mutant.name).second) << mutant.name << " is there twice";
    EXPECT_TRUE(std::ranges::all_of(mutant.name, [](char each) {
      return std::islower(static_cast<unsigned char>(each)) != 0 ||
             std::isdigit(static_cast<unsigned char>(each)) != 0 || each == '_';
    })) << mutant.name;
    EXPECT_FALSE(mutant.what.empty() || mutant.what.ends_with('.')) << mutant.name;
    EXPECT_EQ(FindMutant(mutant.name), &mutant);
  }
  EXPECT_EQ(FindMutant("no_such_mutant"), nullptr);
}

TEST(Mutants, AreInTheOrderOfTheirRequirements) {
  EXPECT_TRUE(std::ranges::is_sorted(AllMutants(), {}, &Mutant::requirement));
}

TEST(Mutants, EachBreaksARequirementThatHasToHold) {
  const auto requirements = Requirements();
  for (const Mutant& mutant : AllMutants()) {
    EXPECT_TRUE(IsMust(requirements, mutant.requirement))
        << mutant.name << " breaks " << mutant.requirement << ", which is no must";
  }
}

TEST(Mutants, EveryRequirementThatHasToHoldIsBrokenByOne) {
  std::set<std::string_view> broken, unproven;
  for (const Mutant& mutant : AllMutants()) broken.insert(mutant.requirement);
  const auto requirements = Requirements();
  for (const UnprovenRequirement& each : Unproven()) {
    EXPECT_TRUE(IsMust(requirements, each.requirement)) << each.requirement << " is no must";
    EXPECT_FALSE(broken.contains(each.requirement)) << each.requirement << " is broken by a mutant";
    EXPECT_FALSE(each.reason.empty()) << each.requirement;
    unproven.insert(each.requirement);
  }
  std::size_t musts = 0;
  for (const auto& [id, requirement] : requirements) {
    if (requirement.level != Requirement::Level::kMust || !requirement.untestable.empty()) continue;
    ++musts;
    EXPECT_TRUE(broken.contains(id) || unproven.contains(id)) << "no mutant breaks " << id;
  }
  EXPECT_GT(musts, 100u) << "run this in the project's root";
}

TEST(Mutants, EachReplacesAFunction) {
  const Win32Api base = FullTable();
  for (const Mutant& mutant : AllMutants()) {
    const Win32Api table = Mutated(mutant, base);
    EXPECT_EQ(Differences(base, table).empty(), mutant.apply == nullptr) << mutant.name;
    EXPECT_EQ(ReplacesAMethod(mutant), mutant.apply == nullptr) << mutant.name;
    EXPECT_TRUE(Differences(base, Base()).empty()) << mutant.name;
    EXPECT_TRUE(MissingFunctions(table).empty()) << mutant.name;
  }
}

TEST(Mutants, WhatIsMissingStaysMissing) {
  const Win32Api nothing;
  for (const Mutant& mutant : AllMutants()) {
    EXPECT_EQ(MissingFunctions(Mutated(mutant, nothing)).size(), kFunctionCount) << mutant.name;
  }
}

}  // namespace
}  // namespace wfx
