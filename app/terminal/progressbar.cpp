#include "app/terminal/progressbar.h"

#include "client/workflowtext.h"

#include <algorithm>

namespace Flowcast {

namespace {

/// Where the piece of a busy bar begins: 0 … room … 0 …
int bounced(int tick, int room)
{
    if (room <= 0) {
        return 0;
    }
    const int place = tick % (2 * room);
    return place <= room ? place : 2 * room - place;
}

} // namespace

QString progressBar(const WorkflowUpdate &update, int width, bool unicode, int tick)
{
    const QChar full = unicode ? u'█' : u'#';
    QString bar(std::max(0, width), unicode ? u'░' : u'-');
    const auto fill = [&bar, full](int from, int count) { bar.replace(from, count, QString(count, full)); };
    if (const std::optional<double> fraction = fractionOf(update)) {
        fill(0, std::clamp(int(*fraction * width), 0, width)); // only a whole bar is full
    } else if (update.status == WorkflowStatus::Running) {
        const int piece = std::max(1, width / 4);
        fill(bounced(tick, width - piece), std::min(piece, width));
    }
    return bar;
}

} // namespace Flowcast
