#include "client/workflowtext.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

namespace {

using Milliseconds = std::chrono::milliseconds;

QString translated(const char *text)
{
    return QCoreApplication::translate("Flowcast", text);
}

struct AgeUnit
{
    Milliseconds length;
    QLatin1StringView symbol;
};

constexpr std::array AgeUnits{AgeUnit{365 * 24h, "y"_L1}, AgeUnit{24h, "d"_L1}, AgeUnit{1h, "h"_L1},
    AgeUnit{1min, "min"_L1}, AgeUnit{1s, "s"_L1}};

/// The largest unit that fits; nothing for less than a second.
const AgeUnit *unitOf(Milliseconds age)
{
    const auto it = std::find_if(AgeUnits.begin(), AgeUnits.end(), [age](const AgeUnit &u) { return age >= u.length; });
    return it == AgeUnits.end() ? nullptr : &*it;
}

} // namespace

QString displayName(const WorkflowUpdate &update)
{
    return update.name.isEmpty() ? update.workflowId.toString() : update.name;
}

QString statusWord(WorkflowStatus status)
{
    switch (status) {
    case WorkflowStatus::Pending:
        return translated("Pending");
    case WorkflowStatus::Running:
        return translated("Running");
    case WorkflowStatus::Paused:
        return translated("Paused");
    case WorkflowStatus::Completed:
        return translated("Completed");
    case WorkflowStatus::Failed:
        return translated("Failed");
    case WorkflowStatus::Cancelled:
        return translated("Cancelled");
    }
    Q_UNREACHABLE();
}

std::optional<double> fractionOf(const WorkflowUpdate &update)
{
    if (update.totalSteps > 0) {
        return std::min(1.0, double(update.currentStep) / update.totalSteps);
    }
    return update.status == WorkflowStatus::Completed ? std::optional(1.0) : std::nullopt;
}

QString percentText(const WorkflowUpdate &update)
{
    const std::optional<double> fraction = fractionOf(update);
    return fraction ? QString::number(int(std::floor(*fraction * 100 + 1e-9))) + u'%' : QString();
}

QString stepsText(const WorkflowUpdate &update)
{
    if (update.totalSteps == 0 && update.currentStep == 0) {
        return u"–"_s;
    }
    const QLocale locale;
    const QString total = update.totalSteps == 0 ? u"?"_s : locale.toString(update.totalSteps);
    return locale.toString(update.currentStep) + u" / "_s + total;
}

QString ageText(Milliseconds age)
{
    const AgeUnit *unit = unitOf(age);
    return unit ? QString::number(age / unit->length) + u' ' + unit->symbol : translated("now");
}

Milliseconds untilAgeTextChanges(Milliseconds age)
{
    const AgeUnit *unit = unitOf(age);
    if (!unit) {
        return 1000ms - age;
    }
    return unit->length - age % unit->length;
}

} // namespace Flowcast
