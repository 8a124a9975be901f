#include "server/store/statewriter.h"

#include "server/store/staterow.h"

#include <algorithm>

namespace Flowcast {

namespace {

bool isEarlier(const StoreEvent &a, const StoreEvent &b)
{
    return cursorOf(a) < cursorOf(b);
}

StoreEvent eventOf(const WorkflowRow &row)
{
    return row.deleted ? StoreEvent(asDeleted(row.update)) : StoreEvent(row.update);
}

} // namespace

StateWriter::StateWriter(WorkflowTable &table, StateCache &cache, quint64 mark, SweepLimits limits)
    : m_table(table), m_cache(cache), m_limits(limits), m_sweepMark(mark), m_mark(mark)
{
}

void StateWriter::changed(StateCache::Entry &entry)
{
    ++m_changedNow;
    if (entry.sweep != m_sweepNumber) {
        entry.sweep = m_sweepNumber;
        ++entry.unwritten;
        m_changed.push_back(&entry);
    }
}

Result<void> StateWriter::writeSlice(quint64 committed)
{
    const bool isDue = m_changed.size() >= m_limits.states || committed - m_sweepMark >= m_limits.updates;
    if (!isSweeping() && isDue) {
        beginSweep(committed);
    }
    return isSweeping() ? write(std::max(m_limits.sliceRows, m_changedNow)) : Result<void>();
}

Result<void> StateWriter::writeSweep(quint64 committed)
{
    if (!isSweeping()) {
        beginSweep(committed);
    }
    return write(m_sweep.size());
}

void StateWriter::beginSweep(quint64 committed)
{
    m_sweep = std::exchange(m_changed, {});
    std::sort(m_sweep.begin(), m_sweep.end(), [](const auto *a, const auto *b) { return a->row.key < b->row.key; });
    m_done = m_written = 0;
    m_sweepMark = committed;
    ++m_sweepNumber;
}

Result<void> StateWriter::write(size_t count)
{
    const size_t end = std::min(m_sweep.size(), m_done + std::min(count, m_sweep.size()));
    for (; m_written < end; ++m_written) {
        const WorkflowRow &row = m_sweep[m_written]->row;
        if (row.key == 0) {
            continue; // its first update was rolled back
        }
        if (auto done = m_table.update(row); !done) {
            return done;
        }
    }
    return m_written == m_sweep.size() ? m_table.setMark(m_sweepMark) : Result<void>();
}

void StateWriter::committed()
{
    m_changedNow = 0;
    for (; m_done < m_written; ++m_done) {
        --m_sweep[m_done]->unwritten;
    }
    if (!m_sweep.empty() && !isSweeping()) {
        m_mark = m_sweepMark;
        m_sweep.clear();
        m_done = m_written = 0;
    }
}

void StateWriter::rolledBack()
{
    m_changedNow = 0;
    m_written = m_done;
}

Result<std::vector<StoreEvent>> StateWriter::page(const StatesQuery &query)
{
    const auto isNewer = [this](const WorkflowId &id) { return m_cache.isNewer(id); };
    return m_table.page(query, isNewer).map([&](std::vector<StoreEvent> &&inTable) {
        const std::vector<StoreEvent> inMemory = newerInMemory(query);
        std::vector<StoreEvent> all;
        std::merge(
            inTable.begin(), inTable.end(), inMemory.begin(), inMemory.end(), std::back_inserter(all), isEarlier);
        all.resize(std::min(all.size(), size_t(query.limit)));
        return all;
    });
}

std::vector<StoreEvent> StateWriter::newerInMemory(const StatesQuery &query) const
{
    std::vector<const WorkflowRow *> rows;
    const auto add = [&](const StateCache::Entry *entry) {
        const WorkflowRow &row = entry->row;
        if (row.update.cursor > query.after && (query.withDeleted || !row.deleted)) {
            rows.push_back(&row);
        }
    };
    std::for_each(m_changed.begin(), m_changed.end(), add);
    std::for_each(m_sweep.begin() + qsizetype(m_done), m_sweep.end(), [&](const StateCache::Entry *entry) {
        if (entry->sweep != m_sweepNumber) { // else it is in m_changed too
            add(entry);
        }
    });
    const auto end = rows.begin() + qsizetype(std::min(rows.size(), size_t(query.limit)));
    std::partial_sort(rows.begin(), end, rows.end(),
        [](const auto *a, const auto *b) { return a->update.cursor < b->update.cursor; });
    std::vector<StoreEvent> events;
    std::transform(rows.begin(), end, std::back_inserter(events), [](const auto *row) { return eventOf(*row); });
    return events;
}

} // namespace Flowcast
