"""What happens when nobody is there: deliveries that come, days that fall due, and word of what stopped.

In: the delivery folder, the municipality's calendar and a run's report. Out: requests for runs of the same jobs as the
command's, data packs on their day, and notices to those named in kommune.yaml. Not here: the work itself.
"""
